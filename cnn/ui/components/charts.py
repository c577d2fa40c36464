"""A chart or a garment on the page, with the sentence that says what it shows."""

import numpy as np
import streamlit as st
from PIL import Image

from cnn.figures import Chart, garment_png


def chart(figure: Chart, key: str) -> None:
    """A chart with its data inside: Streamlit need not import pandas to send it."""
    spec = figure.spec | {"data": {"values": figure.rows}}
    st.vega_lite_chart(spec=spec, alt=figure.alt, key=key)


def live_chart(figure: Chart, key: str) -> None:
    """A chart whose data travel apart, so that it moves instead of being drawn anew."""
    st.vega_lite_chart(figure.rows, figure.spec, alt=figure.alt, key=key)


def garment(image: np.ndarray, alt: str, width: int, caption: str | None = None) -> None:
    """An image (h, w) as the article draws it: dark on white, its pixels sharp."""
    st.image(garment_png(image), caption, width=width, alt=alt)


def picture(grey: np.ndarray, alt: str, height: int, caption: str) -> None:
    """A picture, uint8 (h, w), as it is, its pixels sharp where it is smaller than shown."""
    magnified = Image.fromarray(grey)
    if grey.shape[0] < height:
        pixel = -(-height // grey.shape[0])
        size = (grey.shape[1] * pixel, grey.shape[0] * pixel)
        magnified = magnified.resize(size, Image.Resampling.NEAREST)
    st.image(magnified, caption, width=round(height * grey.shape[1] / grey.shape[0]), alt=alt)
