"""A chart or a garment on the page, with the sentence that says what it shows."""

import numpy as np
import streamlit as st
from PIL import Image

from cnn.plots import Chart, garment_png


def chart(figure: Chart, key: str) -> None:
    """A chart with its data inside: Streamlit need not import pandas to send it."""
    spec = figure.spec | {"data": {"values": figure.rows}}
    st.vega_lite_chart(spec=spec, alt=figure.alt, key=key)


def live_chart(figure: Chart, key: str) -> None:
    """A chart whose data travel apart, so that it moves instead of being drawn anew."""
    st.vega_lite_chart(figure.rows, figure.spec, alt=figure.alt, key=key)


def garment(image: np.ndarray, alt: str, width: int, caption: str | None = None) -> None:
    """An image (h, w) as the article draws it: dark on white, its pixels sharp."""
    pixel = width // image.shape[1]
    st.image(
        garment_png(image, pixel),
        caption,
        width=pixel * image.shape[1],
        output_format="PNG",
        alt=alt,
    )


def picture(pixels: np.ndarray, alt: str, side: int, caption: str | None = None) -> None:
    """A picture, uint8 (h, w) or (h, w, 3), its longest side about ``side`` pixels.

    A small one is magnified by a whole number, so that its pixels stay sharp.
    """
    shown = Image.fromarray(pixels)
    pixel = side // max(shown.size)
    if pixel > 1:
        shown = shown.resize((shown.width * pixel, shown.height * pixel), Image.Resampling.NEAREST)
    else:
        shown.thumbnail((side, side))
    st.image(shown, caption, width=shown.width, output_format="PNG", alt=alt)
