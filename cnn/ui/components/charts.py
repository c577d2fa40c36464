"""Charts and pictures on the page, each with a sentence that says what it shows."""

from collections.abc import Callable
from typing import Literal

import numpy as np
import streamlit as st
from PIL import Image

from cnn.plots.chart import Chart
from cnn.plots.garments import garment_png
from cnn.ui.components.reserved import reserved


def chart(
    shown: Chart,
    key: str,
    place: int | Literal["content"] = "content",
    height: Literal["content", "stretch"] = "content",
    on_select: Callable[[], None] | None = None,
) -> None:
    """A chart in Streamlit's theme. While only its data change, it moves and is not redrawn.

    Args:
        shown: what the chart shows.
        key: unique on the page.
        place: the height in pixels that is kept for it, with axes and legend, if it is known.
        height: that of the chart's own specification, or that of its place.
        on_select: called when a part of the chart has been clicked, of which the session then has
            the fields under ``key``.
    """
    with reserved(key, place):
        st.vega_lite_chart(
            shown.rows,
            shown.spec,
            height=height,
            alt=shown.alt,
            key=key,
            on_select=on_select or "ignore",
        )


def garment(image: np.ndarray, alt: str, width: int, caption: str | None = None) -> None:
    """An image (h, w) as the article draws it, dark on white, ``width`` pixels at most.

    It is enlarged by a whole number, so that its pixels stay sharp.
    """
    scale = width // image.shape[1]
    st.image(
        garment_png(image, scale),
        caption,
        width=scale * image.shape[1],
        output_format="PNG",
        alt=alt,
    )


def picture(pixels: np.ndarray, alt: str, side: int, caption: str | None = None) -> None:
    """A picture, uint8 (h, w) or (h, w, 3), with its longest side ``side`` pixels at most.

    A small one is enlarged by a whole number, so that its pixels stay sharp.
    """
    shown = Image.fromarray(pixels)
    scale = side // max(shown.size)
    if scale > 1:
        shown = shown.resize((shown.width * scale, shown.height * scale), Image.Resampling.NEAREST)
    else:
        shown.thumbnail((side, side))
    st.image(shown, caption, width=shown.width, output_format="PNG", alt=alt)
