"""On a first visit, a garment draws itself on the canvas, and the bars follow.

Nothing on the page moves: the drawing lies over the canvas, the bars over the place of the answer,
until the visitor does something or the drawing is complete.
"""

import json

import numpy as np
import streamlit as st

from cnn import pretrained
from cnn.data.labels import CLASS_NAMES
from cnn.ui.components.canvas import PAPER_KEY, SIDE
from cnn.ui.components.class_bars import BARS_JS, bars
from cnn.ui.components.class_bars import CSS as BARS_CSS
from cnn.ui.components.drawing_tools import USUAL_WIDTH
from cnn.ui.components.live_text import ANSWER, PREFIX
from cnn.ui.state import state

SECONDS = 2
"""That the drawing takes."""

REST = 1
"""Seconds that the complete drawing stays."""

CSS = (
    BARS_CSS
    + """
:host {
    position: fixed;
    z-index: 10;
    pointer-events: none;
    background: var(--st-background-color);
    color: var(--st-text-color);
    font-family: var(--st-font);
    transition: opacity 300ms;
}
h2 { margin: 0.6rem 0 1.2rem; font: 600 1.4rem var(--st-heading-font); }
svg { position: absolute; inset: 0; width: 100%; height: 100%; }
polyline { fill: none; stroke: black; stroke-linecap: round; stroke-linejoin: round; }
"""
)

# The two layers are outside of this component, and have its theme.
JS = (
    BARS_JS
    + """
const THEME = ["--st-background-color", "--st-text-color", "--st-font", "--st-heading-font",
    "--st-primary-color"];

const layer = (theme, css) => {
    const host = document.body.appendChild(document.createElement("div"));
    host.setAttribute("aria-hidden", "true");
    host.className = "demo";
    for (const name of THEME) host.style.setProperty(name, theme.getPropertyValue(name));
    const root = host.attachShadow({ mode: "open" });
    root.appendChild(document.createElement("style")).textContent = css;
    return host;
};

const lay = (host, element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    Object.assign(host.style, {
        left: x + "px", top: y + "px", width: width + "px", height: height + "px",
    });
};

const drawing = (root, { strokes, side, width }) => {
    const SVG = "http://www.w3.org/2000/svg";
    const svg = root.appendChild(document.createElementNS(SVG, "svg"));
    svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
    const lines = strokes.map((points) => {
        const line = svg.appendChild(document.createElementNS(SVG, "polyline"));
        line.setAttribute("points", points.map((point) => point.join(",")).join(" "));
        line.setAttribute("stroke-width", width);
        return line;
    });
    const lengths = lines.map((line) => line.getTotalLength());
    const total = lengths.reduce((sum, length) => sum + length, 0);
    return (share) => {
        let left = share * total;
        lines.forEach((line, index) => {
            const drawn = Math.max(0, Math.min(left, lengths[index]));
            line.style.visibility = drawn ? "visible" : "hidden";
            line.setAttribute("stroke-dasharray", `${drawn} ${lengths[index]}`);
            left -= lengths[index];
        });
    };
};

const answering = (root, { frames }) => {
    const heading = root.appendChild(document.createElement("h2"));
    const chart = build(root, frames[0].bars.length);
    return (share) => {
        const frame = frames.filter((each) => each.share <= share).at(-1);
        heading.textContent = frame ? frame.name : "\\u00a0";
        fill(chart, frame ? frame.bars : frames[0].bars.map(
            (bar) => ({ ...bar, probability: 0, label: "", winner: false })));
    };
};

const play = (paper, answer, theme, data) => {
    const layers = [layer(theme, data.css), layer(theme, data.css)];
    layers[0].style.background = "none";
    const show = [drawing(layers[0].shadowRoot, data), answering(layers[1].shadowRoot, data)];
    const INPUT = ["pointerdown", "keydown", "wheel", "scroll", "resize"];
    let frame = 0;
    const end = () => {
        cancelAnimationFrame(frame);
        layers.forEach((host) => { host.style.opacity = 0; });
        setTimeout(() => layers.forEach((host) => host.remove()), 300);
        INPUT.forEach((name) => window.removeEventListener(name, end, true));
    };
    INPUT.forEach((name) => window.addEventListener(name, end, true));
    const began = performance.now();
    const step = (now) => {
        const seconds = (now - began) / 1000;
        // The page is still being laid out.
        [paper, answer].forEach((element, index) => lay(layers[index], element));
        show.forEach((draw) => draw(Math.min(1, seconds / data.seconds)));
        if (seconds < data.seconds + data.rest) frame = requestAnimationFrame(step);
        else end();
    };
    frame = requestAnimationFrame(step);
};

export default function ({ parentElement, data }) {
    if (window.demoSeen || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const theme = getComputedStyle(parentElement.host ?? parentElement);
    let frame = 0;
    const wait = () => {
        const paper = [...document.querySelectorAll(
            `.st-key-${data.paper} [data-testid=stBidiComponentIsolated]`,
        )].map((host) => host.shadowRoot?.querySelector(data.canvas)).find(Boolean);
        const answer = document.querySelector(`.st-key-${data.answer}`);
        if (!paper || !answer) {
            frame = requestAnimationFrame(wait);
            return;
        }
        window.demoSeen = true;
        play(paper, answer, theme, data);
    };
    wait();
    return () => cancelAnimationFrame(frame);
}
"""
)

_demo = st.components.v2.component("demo", js=JS)


def demo() -> None:
    """Shows the demonstration in the browser of a visitor who has not been here before."""
    if state().known_by_cookie:
        return
    recorded = json.loads(pretrained.DEMO.read_text())
    frames = tuple(
        {
            "share": frame["share"],
            "name": CLASS_NAMES[int(np.argmax(frame["probabilities"]))],
            "bars": bars(np.array(frame["probabilities"])),
        }
        for frame in recorded["frames"]
    )
    _demo(
        key="demo",
        data={
            "strokes": recorded["strokes"],
            "frames": frames,
            "side": SIDE,
            "width": USUAL_WIDTH,
            "seconds": SECONDS,
            "rest": REST,
            "css": CSS,
            "paper": PAPER_KEY,
            "canvas": "canvas.upper-canvas",
            "answer": PREFIX + ANSWER,
        },
    )
