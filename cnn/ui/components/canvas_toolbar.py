"""Keeps the canvas's own toolbar in view, in a row of its own above the paper.

streamlit-drawable-canvas shows its toolbar only under a mouse. Under a finger it stays invisible
and lies on the paper's corner, where a stroke would press its buttons. Its "reset" also goes back
to the drawing that the canvas began with, rather than to empty paper.
"""

from collections.abc import Callable

import streamlit as st

HEIGHT = 44
"""Pixels of the row, the gap to the paper included."""

PHONE, PHONE_ZOOM = "(max-width: 400px)", 0.85
"""A smaller canvas leaves room to scroll beside it. Strokes still land under the pointer."""

# The canvas is in a shadow root: a style sheet added to it is the only way to style it.
JS = """
const STYLE = new CSSStyleSheet();
STYLE.replaceSync(`
    .dc-root > .dc-toolbar {
        top: auto;
        bottom: 100%;
        padding: 0 0 0.4rem;
        opacity: 1;
        transition: none;
    }
    /* What the edit mode adds goes to the left, where nothing has to make room for it. */
    .dc-toolbar-contextual { order: -1; }
    .dc-icon-button { padding: 0.4rem; }
    .dc-icon-button svg { width: 1.05rem; height: 1.05rem; }
    .dc-icon-button:focus-visible {
        outline: 2px solid var(--st-primary-color);
        outline-offset: -2px;
    }
    @media PHONE {
        .dc-root { zoom: ZOOM; }
        .dc-icon-button { padding: 0.5rem; }
    }
    .dc-canvas { outline-color: color-mix(in srgb, var(--st-text-color) 40%, transparent); }
`);

export default function ({ data, setTriggerValue }) {
    let frame = 0;
    const attach = () => {
        const host = document.querySelector(
            `.st-key-${data.canvas} [data-testid=stBidiComponentIsolated]`);
        const root = host?.shadowRoot;
        if (!root) {
            frame = requestAnimationFrame(attach);
            return;
        }
        if (root.adoptedStyleSheets.includes(STYLE)) return;
        root.adoptedStyleSheets.push(STYLE);
        host.setAttribute("role", "group");
        host.setAttribute("aria-label", data.label);
        root.addEventListener("click", ({ target }) => {
            if (target.closest("[aria-label^=Reset]")) setTriggerValue("reset", true);
        });
    };
    attach();
    return () => cancelAnimationFrame(frame);
}
""".replace("PHONE", PHONE).replace("ZOOM", str(PHONE_ZOOM))

_toolbar = st.components.v2.component("canvas_toolbar", js=JS)


def canvas_toolbar(canvas: str, label: str, on_reset: Callable[[], None]) -> None:
    """Makes room for the toolbar of the canvas with the key ``canvas``, which comes next.

    ``label`` names the canvas for screen readers; ``on_reset`` is called when its reset button
    is pressed.
    """
    _toolbar(
        key=f"{canvas}_toolbar",
        data={"canvas": canvas, "label": label},
        on_reset_change=on_reset,
        height=HEIGHT,
    )
