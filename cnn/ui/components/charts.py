"""Charts and pictures on the page, each with a sentence that says what it shows."""

import numpy as np
import streamlit as st
from PIL import Image

from cnn.plots import Chart, garment_png


def chart(shown: Chart, key: str) -> None:
    """A chart in Streamlit's theme. While only its data change, it moves and is not redrawn."""
    st.vega_lite_chart(shown.rows, shown.spec, alt=shown.alt, key=key)


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
