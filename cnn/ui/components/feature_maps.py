"""What every layer makes of a garment, from its pixels to the ten probabilities.

A click on a value chooses it; ``cnn.ui.components.opened_value`` shows what it is computed from.
"""

import base64
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from PIL import Image

from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.plots.tiles import GAP, columns_of, tiles
from cnn.ui.components.opened_value import CHOICE, Place

if TYPE_CHECKING:
    from cnn.nn.explain.feature_maps import LayerOutput

PIXEL = 2
"""Side of a feature map's value, in pixels of the screen."""

UNIT = 10
"""The same of a dense layer's value."""

CSS = """
.row { display: flex; flex-wrap: wrap; align-items: start; gap: 1rem 1.25rem; }
figure {
    margin: 0; max-width: 100%; font: 0.85rem var(--st-font); color: var(--st-text-color);
}
figcaption { max-width: 15rem; padding-bottom: 0.35rem; line-height: 1.3; }
figcaption b { display: block; font-weight: 600; }
.picture { position: relative; width: max-content; max-width: 100%; }
.picture.opens { cursor: crosshair; }
img { display: block; image-rendering: pixelated; max-width: 100%; height: auto; }
.bars {
    display: grid; grid-template: repeat(5, auto) / repeat(2, max-content 6rem);
    grid-auto-flow: column; column-gap: 0.6rem;
}
@media (max-width: 640px) { .bars { grid-template: repeat(10, auto) / max-content 10rem; } }
.bars button {
    display: grid; grid-template-columns: subgrid; grid-column: span 2; align-items: center;
    min-height: 24px; padding: 0; border: 0; background: none; text-align: right;
    font: 0.8rem var(--st-font); color: var(--st-text-color); cursor: pointer;
}
.bars button > :last-child {
    width: var(--share); height: 0.75rem; min-width: 2px; background: var(--st-primary-color);
}
.bars button:focus-visible { outline: 2px solid var(--st-primary-color); }
.bars .opened > :first-child { text-decoration: underline 2px #d33682; }
.mark {
    position: absolute; pointer-events: none; box-sizing: border-box;
    outline: 2px solid #d33682; box-shadow: 0 0 0 3px white;
}
"""

JS = """
export default function ({ parentElement, data, setTriggerValue }) {
    let row = parentElement.querySelector(".row");
    if (!row) {
        row = document.createElement("div");
        row.className = "row";
        parentElement.appendChild(row);
    }
    const bars = (layer) => {
        const group = document.createElement("div");
        group.className = "bars";
        group.setAttribute("role", "group");
        group.setAttribute("aria-label", layer.alt);
        group.append(...layer.bars.map(([name, share], number) => {
            const button = document.createElement("button");
            if (layer.chosen?.[0] === number) button.className = "opened";
            button.setAttribute("aria-label", `${name}, open the sum`);
            const label = document.createElement("span");
            const bar = document.createElement("span");
            label.textContent = name;
            bar.style.setProperty("--share", `${100 * share}%`);
            button.append(label, bar);
            button.onclick = () => setTriggerValue("chosen", {
                layer: layer.index, number, row: 0, column: 0,
            });
            return button;
        }));
        return group;
    };
    row.replaceChildren(...data.layers.map((layer) => {
        const figure = document.createElement("figure");
        const caption = document.createElement("figcaption");
        const title = document.createElement("b");
        title.textContent = layer.title;
        caption.append(title, layer.size);
        if (layer.bars) {
            figure.append(caption, bars(layer));
            return figure;
        }
        const picture = document.createElement("div");
        picture.className = layer.count ? "picture opens" : "picture";
        const image = new Image(layer.width, layer.height);
        image.src = layer.source;
        image.alt = layer.alt;
        picture.append(image);
        const step = layer.side.map((side) => layer.scale * side + data.gap);
        if (layer.chosen) {
            const [number, y, x] = layer.chosen;
            const mark = document.createElement("div");
            mark.className = "mark";
            const side = Math.max(layer.scale, 4);
            mark.style.width = mark.style.height = `${side}px`;
            const left = step[1] * (number % layer.columns) + layer.scale * x;
            const top = step[0] * Math.floor(number / layer.columns) + layer.scale * y;
            mark.style.left = `${100 * left / layer.width}%`;
            mark.style.top = `${100 * top / layer.height}%`;
            picture.append(mark);
        }
        image.onclick = (event) => {
            const box = image.getBoundingClientRect();
            const x = (event.clientX - box.left) * layer.width / box.width;
            const y = (event.clientY - box.top) * layer.height / box.height;
            const [down, right] = [Math.floor(y / step[0]), Math.floor(x / step[1])];
            const number = down * layer.columns + right;
            if (number >= layer.count) return;
            const within = (place, side) => Math.min(side - 1, Math.floor(place / layer.scale));
            setTriggerValue("chosen", {
                layer: layer.index,
                number,
                row: within(y - down * step[0], layer.side[0]),
                column: within(x - right * step[1], layer.side[1]),
            });
        };
        figure.append(caption, picture);
        return figure;
    }));
}
"""

_component = st.components.v2.component("feature_maps", css=CSS, js=JS)


def feature_maps(outputs: "Sequence[LayerOutput]", chosen: Place) -> None:
    """Pictures of all layers' outputs, in which the chosen value is marked."""
    _component(
        data={
            "gap": GAP,
            "layers": [
                _image(outputs[0].inputs),
                *(_picture(index, output, chosen) for index, output in enumerate(outputs)),
            ],
        },
        key="feature_maps",
        on_chosen_change=_choose,
    )


def _choose() -> None:
    st.session_state[CHOICE] = Place(**st.session_state["feature_maps"]["chosen"])


def _image(image: np.ndarray) -> dict[str, object]:
    """The network's input, where the row begins; none of its values is computed."""
    pixels = tiles(image.reshape(IMAGE_SIDE, IMAGE_SIDE, 1), PIXEL)
    return {
        "title": "Image",
        "size": f"{IMAGE_SIDE} x {IMAGE_SIDE}",
        "alt": "The image that the network is given",
        "source": _png(pixels),
        "width": pixels.shape[1],
        "height": pixels.shape[0],
        "side": [IMAGE_SIDE, IMAGE_SIDE],
        "scale": PIXEL,
        "count": 0,
        "columns": 1,
        "chosen": None,
    }


def _picture(index: int, output: "LayerOutput", chosen: Place) -> dict[str, object]:
    common = {
        "index": index,
        "title": output.title,
        "chosen": [chosen.number, chosen.row, chosen.column] if chosen.layer == index else None,
    }
    if output.values.shape == (len(CLASS_NAMES),):
        answer = CLASS_NAMES[int(output.values.argmax())]
        return common | {
            "size": f"{len(CLASS_NAMES)} values",
            "alt": f"{output.title}: ten probabilities, the highest for {answer}",
            "bars": list(zip(CLASS_NAMES, map(float, output.values), strict=True)),
        }
    values = output.values if output.values.ndim == 3 else output.values.reshape(1, 1, -1)
    height, width, count = values.shape
    scale = PIXEL if height > 1 else UNIT
    pixels = tiles(values, scale)
    maps = output.values.ndim == 3
    size = f"{count} of {height} x {width}" if maps else f"{count} values"
    return common | {
        "size": size,
        "alt": f"{output.title}: {_in_words(values, maps)}",
        "source": _png(pixels),
        "width": pixels.shape[1],
        "height": pixels.shape[0],
        "scale": scale,
        "side": [height, width],
        "columns": columns_of(count),
        "count": count,
    }


def _in_words(values: np.ndarray, maps: bool) -> str:
    *_, count = values.shape
    silent = int((np.abs(values).max(axis=(0, 1)) == 0).sum())
    kind = "feature maps" if maps else "values"
    return f"{count} {kind}, {silent} of them 0 everywhere" if silent else f"{count} {kind}"


def _png(pixels: np.ndarray) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
