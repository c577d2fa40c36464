"""The ten probabilities as bars that glide to their next values.

Not a Vega-Lite chart: that takes half a second to draw, and the bars follow every stroke.
"""

import numpy as np
import streamlit as st

from cnn.data.labels import CLASS_NAMES
from cnn.plots.garments import percent

CSS = """
[role=img] {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 0.55rem 0.75rem;
    align-items: center;
    font: 0.9rem var(--st-font);
    color: var(--st-text-color);
}
.name { text-align: right; }
.track { display: flex; align-items: center; gap: 0.4rem; padding-right: 3rem; }
.bar {
    height: 1.15rem;
    min-width: 2px;
    flex: none;
    border-radius: 0 4px 4px 0;
    background: var(--st-primary-color);
    opacity: 0.7;
    transition: width 150ms ease-out;
}
.label { white-space: nowrap; width: 0; font-variant-numeric: tabular-nums; }
.marked .track { padding-right: 7.5rem; }
.winner { font-weight: 600; }
.bar.winner, .bar.truth { opacity: 1; }
.bar.truth { box-shadow: inset 0 0 0 2px var(--st-text-color); }
[role=status] { position: absolute; width: 1px; height: 1px; clip-path: inset(50%); }
@media (prefers-reduced-motion: reduce) { .bar { transition: none; } }
"""

# Also for the demonstration on a first visit.
BARS_JS = """
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

const fill = (chart, bars) => {
    chart.classList.toggle("marked", bars.some((bar) => bar.truth));
    for (const kind of ["name", "bar", "label"]) {
        chart.querySelectorAll("." + kind).forEach((part, row) => {
            const { name, probability, label, winner, truth } = bars[row];
            if (kind === "bar") part.style.width = 100 * probability + "%";
            else part.textContent = kind === "name" ? name : label;
            part.classList.toggle("winner", winner);
            part.classList.toggle("truth", truth);
        });
    }
};
"""

# A screen reader announces what changes in a status, not a status that has just appeared with its
# text.
JS = (
    BARS_JS
    + """
const announce = (parent, text) => {
    let status = parent.querySelector("[role=status]");
    if (!status) {
        status = parent.appendChild(document.createElement("div"));
        status.setAttribute("role", "status");
    }
    setTimeout(() => { if (status.textContent !== text) status.textContent = text; }, 100);
};

export default function ({ parentElement, data }) {
    const chart = parentElement.querySelector("[role=img]")
        ?? build(parentElement, data.bars.length);
    chart.setAttribute("aria-label", data.alt);
    fill(chart, data.bars);
    announce(parentElement, data.answer);
}
"""
)

_bars = st.components.v2.component("class_bars", css=CSS, js=JS)


def class_bars(
    probabilities: np.ndarray, key: str, truth: int | None = None, *, announced: bool = True
) -> None:
    """Probabilities float (10,) in class order, with the highest one marked.

    If ``truth``, the label of the garment, is known, both are marked in words. If ``announced``, a
    screen reader tells the highest probability whenever it changes.
    """
    drawn = bars(probabilities, truth)
    all_ten = ", ".join(f"{bar['name']} {bar['label']}" for bar in drawn)
    _bars(
        data={
            "bars": drawn,
            "alt": f"{_summary(probabilities, truth)} {all_ten}.",
            "answer": _highest(probabilities) if announced else "",
        },
        key=key,
    )


def bars(probabilities: np.ndarray, truth: int | None = None) -> tuple[dict[str, object], ...]:
    """What the browser draws: for each class its name, probability, label and marks."""
    winner = int(probabilities.argmax())
    marks = {} if truth is None else {winner: " prediction"} | {truth: " label"}
    if truth == winner:
        marks = {winner: " correct"}
    # A tuple: for a list, Streamlit imports pandas to check whether it is a table.
    return tuple(
        {
            "name": name,
            "probability": round(float(probability), 4),
            "label": percent(float(probability)) + marks.get(index, ""),
            "winner": index == winner,
            "truth": index == truth,
        }
        for index, (name, probability) in enumerate(zip(CLASS_NAMES, probabilities, strict=True))
    )


def _highest(probabilities: np.ndarray) -> str:
    winner = int(probabilities.argmax())
    return f"{CLASS_NAMES[winner]} with {percent(float(probabilities[winner]))}"


def _summary(probabilities: np.ndarray, truth: int | None) -> str:
    winner, highest = int(probabilities.argmax()), _highest(probabilities)
    if truth is None:
        return f"Probabilities of the ten classes; the highest is {highest}."
    if truth == winner:
        return f"Probabilities of the ten classes; the highest is {highest}, which is correct."
    return (
        f"Probabilities of the ten classes; the highest is {highest}, but the label is "
        f"{CLASS_NAMES[truth]} with {percent(float(probabilities[truth]))}."
    )
