"""The filters or units of a layer as buttons, each with a picture of what it makes of a garment.

A click silences one, and a second click brings it back.
"""

import base64
import io
from collections.abc import Callable, Collection

import numpy as np
import streamlit as st
from PIL import Image

from cnn.plots.tiles import colored
from cnn.ui.components.reserved import reserved

SIDE, SMALL, UNIT_SIDE = 52, 36, 24
"""Of a picture, in pixels: of a feature map, of one of many, and of a unit's value."""

FEW = 32
"""As many fit into a few rows in full size."""

GAP = 4
"""Pixels between two of them."""

CSS = """
.grid { display: flex; flex-wrap: wrap; }
button {
    position: relative; padding: 0; overflow: hidden; cursor: pointer;
    border: 1px solid light-dark(#6b7280, #9ca3af); border-radius: 3px; background: white;
}
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 1px; }
img { display: block; width: 100%; height: 100%; image-rendering: pixelated; }
[aria-pressed=true] img { opacity: 0.25; }
[aria-pressed=true]::after {
    content: ""; position: absolute; inset: 0;
    background: linear-gradient(to top right, transparent 46%, #b91c1c 46% 54%, transparent 54%);
}
"""

# The buttons stay while the layer does: the one with the focus keeps it.
JS = """
export default function ({ parentElement, data, setTriggerValue }) {
    let grid = parentElement.querySelector(".grid");
    if (!grid || grid.dataset.layer !== data.layer) {
        grid?.remove();
        grid = document.createElement("div");
        grid.className = "grid";
        grid.dataset.layer = data.layer;
        grid.style.gap = `${data.gap}px`;
        grid.style.maxWidth = `${data.columns * (data.side + data.gap)}px`;
        grid.setAttribute("role", "group");
        grid.append(...data.pictures.map((_, number) => {
            const button = document.createElement("button");
            const image = document.createElement("img");
            image.alt = "";
            button.style.width = button.style.height = `${data.side}px`;
            button.append(image);
            return button;
        }));
        parentElement.appendChild(grid);
    }
    grid.setAttribute("aria-label", data.label);
    [...grid.children].forEach((button, number) => {
        const name = `${data.name} ${number + 1}`;
        button.firstChild.src = data.pictures[number];
        button.title = name;
        button.setAttribute("aria-label", name);
        button.setAttribute("aria-pressed", data.silenced.includes(number));
        button.onclick = () => setTriggerValue("number", number);
    });
}
"""

_component = st.components.v2.component("silencer", css=CSS, js=JS)


def silencer(
    maps: np.ndarray,
    silenced: Collection[int],
    layer: str,
    on_click: Callable[[int], None],
) -> None:
    """
    Args:
        maps: what the filters or units make of a garment, float32 (h, w, n).
        silenced: their numbers, counted from 0.
        layer: tells the layer from others.
        on_click: called with the number of the filter that was clicked.
    """
    height, _, count = maps.shape
    limit = float(np.abs(maps).max())
    name = "Filter" if height > 1 else "Unit"
    key = "silencer"

    def clicked() -> None:
        on_click(int(st.session_state[key]["number"]))

    side = UNIT_SIDE if height == 1 else SIDE if count <= FEW else SMALL
    columns = 8 if count <= FEW and height > 1 else 16
    rows = -(-count // columns)
    with reserved("silencer", rows * (side + GAP), grows=True):
        _component(
            data={
                "layer": f"{layer} {count}",
                "name": name,
                "label": f"{count} {name.lower()}s, {len(silenced)} of them silent",
                "side": side,
                "columns": columns,
                "gap": GAP,
                "pictures": [_png(colored(maps[..., number], limit)) for number in range(count)],
                "silenced": sorted(silenced),
            },
            key=key,
            on_number_change=clicked,
        )


def _png(pixels: np.ndarray) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
