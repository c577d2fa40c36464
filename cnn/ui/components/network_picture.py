"""A network as a row of shapes that shrink and deepen from the image to the ten classes."""

import math

import streamlit as st

from cnn.errors import UnbuildableNetwork
from cnn.runs.network import INPUT_SHAPE, OUTPUT, Layer, Network, Shape

PIXEL, OFFSET, MOST_SHEETS = 2.5, 3, 16
"""Of a feature map's pixel, of a sheet from the one before it, and of sheets in a stack."""

BAR_WIDTH, MOST_UNITS_APART = 12, 16
"""Of a vector, and up to how many of its values are drawn one by one."""

STYLE = """<style>
.network_picture { display: flex; flex-wrap: wrap; align-items: end; gap: 1rem 1.75rem; }
.network_picture > span { text-align: center; font-size: 0.85rem; line-height: 1.3; }
.network_picture b { display: block; font-weight: 600; }
.network_picture i { display: block; position: relative; margin: 0 auto 0.4rem; }
.network_picture i > i {
    position: absolute; margin: 0;
    background: light-dark(#d5e3e7, #24424d); border: 1px solid light-dark(#1b657f, #6bb8d2);
}
.network_picture .dropped > i { border-style: dashed; }
</style>"""


def network_picture(network: Network) -> None:
    """Up to the first layer that cannot be built."""
    steps: list[tuple[str, Shape]] = [("Image", INPUT_SHAPE)]
    try:
        for size in network.sizes():
            steps.append((_name(size.layer), size.output_shape))
    except UnbuildableNetwork:
        pass
    spoken = ", ".join(f"{name} {_by(shape)}" for name, shape in steps)
    figures = "".join(_figure(name, shape) for name, shape in steps)
    st.html(
        f'{STYLE}<div class="network_picture" role="img" '
        f'aria-label="The shapes from layer to layer: {spoken}">{figures}</div>'
    )


def _name(layer: Layer) -> str:
    if layer == OUTPUT:
        return "Output"
    return {"BatchNormalization": "Normalization"}.get(type(layer).__name__, type(layer).__name__)


def _by(shape: Shape) -> str:
    return " x ".join(map(str, shape))


def _figure(name: str, shape: Shape) -> str:
    rectangles = _stack(*shape) if len(shape) == 3 else _vector(*shape)
    width = max(x + w for x, _, w, _ in rectangles)
    height = max(y + h for _, y, _, h in rectangles)
    # Streamlit's HTML may not have SVG.
    drawn = "".join(
        f'<i style="left:{x:g}px;top:{y:g}px;width:{w:g}px;height:{h:g}px"></i>'
        for x, y, w, h in rectangles
    )
    dropped = ' class="dropped"' if name == "Dropout" else ""
    return (
        f'<span><i style="width:{width:g}px;height:{height:g}px"{dropped}>{drawn}</i>'
        f"<b>{name}</b>{_by(shape)}</span>"
    )


Rectangle = tuple[float, float, float, float]
"""x, y, width and height."""


def _stack(height: int, width: int, channels: int) -> list[Rectangle]:
    """As many sheets as the square root of the number of feature maps, the last one in front."""
    sheets = min(MOST_SHEETS, round(math.sqrt(channels)))
    return [
        (OFFSET * sheet, OFFSET * (sheets - 1 - sheet), PIXEL * width, PIXEL * height)
        for sheet in reversed(range(sheets))
    ]


def _vector(length: int) -> list[Rectangle]:
    """As tall as the logarithm of its length; a short one as its values."""
    if length <= MOST_UNITS_APART:
        return [(0, 8 * unit, 6, 6) for unit in range(length)]
    return [(0, 0, BAR_WIDTH, 30 * math.log10(length))]
