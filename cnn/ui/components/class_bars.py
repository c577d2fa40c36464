"""The ten probabilities as bars that glide to their next values.

Not a Vega-Lite chart: that takes half a second to draw, and the bars follow every stroke.
"""

import numpy as np
import streamlit as st

from cnn.data.labels import CLASS_NAMES
from cnn.plots import percent

CSS = """
[role=img] {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 0.55rem 0.75rem;
    align-items: center;
    font: 0.9rem var(--st-font);
    color: var(--st-text-color);
}
.name { text-align: right; opacity: 0.8; }
.track { display: flex; align-items: center; gap: 0.4rem; padding-right: 3rem; }
.bar {
    height: 1.15rem;
    min-width: 2px;
    flex: none;
    border-radius: 0 4px 4px 0;
    background: var(--st-primary-color);
    opacity: 0.4;
    transition: width 150ms ease-out;
}
.label { opacity: 0.8; white-space: nowrap; width: 0; font-variant-numeric: tabular-nums; }
.winner { opacity: 1; font-weight: 600; }
@media (prefers-reduced-motion: reduce) { .bar { transition: none; } }
"""

JS = """
const append = (kind, parent) => {
    const element = document.createElement("span");
    element.className = kind;
    return parent.appendChild(element);
};

const build = (parent, count) => {
    const chart = document.createElement("div");
    chart.setAttribute("role", "img");
    for (let row = 0; row < count; row++) {
        append("name", chart);
        const track = append("track", chart);
        append("bar", track);
        append("label", track);
    }
    return parent.appendChild(chart);
};

export default function ({ parentElement, data }) {
    const chart = parentElement.querySelector("[role=img]")
        ?? build(parentElement, data.bars.length);
    chart.setAttribute("aria-label", data.alt);
    for (const kind of ["name", "bar", "label"]) {
        chart.querySelectorAll("." + kind).forEach((part, row) => {
            const { name, probability, label, winner } = data.bars[row];
            if (kind === "bar") part.style.width = 100 * probability + "%";
            else part.textContent = kind === "name" ? name : label;
            part.classList.toggle("winner", winner);
        });
    }
}
"""

_bars = st.components.v2.component("class_bars", css=CSS, js=JS)


def class_bars(probabilities: np.ndarray, key: str) -> None:
    """Probabilities float (10,) in class order, with the highest one marked."""
    winner = int(probabilities.argmax())
    # A tuple: for a list, Streamlit imports pandas to check whether it is a table.
    bars = tuple(
        {
            "name": name,
            "probability": round(float(probability), 4),
            "label": percent(float(probability)),
            "winner": index == winner,
        }
        for index, (name, probability) in enumerate(zip(CLASS_NAMES, probabilities, strict=True))
    )
    alt = (
        f"Probabilities of the ten classes; the highest is {CLASS_NAMES[winner]} "
        f"with {percent(float(probabilities[winner]))}."
    )
    _bars(data={"bars": bars, "alt": alt}, key=key)
