"""A button that copies a text, also where the page has been opened without https."""

import streamlit as st

CSS = """
button {
    font: 0.875rem var(--st-font);
    color: var(--st-text-color);
    background: transparent;
    border: 1px solid var(--st-border-color);
    border-radius: var(--st-button-radius);
    min-height: 2.5rem;
    padding: 0.25rem 0.75rem;
    white-space: nowrap;
    cursor: pointer;
}
button:hover { border-color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
"""

JS = """
export default function ({ parentElement, data }) {
    let button = parentElement.querySelector("button");
    if (!button) {
        button = parentElement.appendChild(document.createElement("button"));
        button.setAttribute("aria-live", "polite");
    }
    button.textContent = data.label;
    button.onclick = async () => {
        try {
            await navigator.clipboard.writeText(data.text);
        } catch {
            // Without https, browsers have no clipboard but this one.
            const field = document.body.appendChild(document.createElement("textarea"));
            field.value = data.text;
            field.select();
            document.execCommand("copy");
            field.remove();
            button.focus();
        }
        button.textContent = "Copied";
    };
}
"""

_component = st.components.v2.component("copy_button", css=CSS, js=JS)


def copy_button(label: str, text: str, key: str) -> None:
    _component(data={"label": label, "text": text}, key=key, width="content")
