"""A canvas to draw a garment on with mouse, finger or pen."""

import io

import streamlit as st
from PIL import Image
from streamlit_drawable_canvas import st_canvas

from cnn.ui.state import state

SIDE = 320
"""Pixels: fits a phone, and gives a pen ten times the network's resolution."""


def canvas() -> Image.Image | None:
    """What is drawn, or ``None`` on an empty canvas."""
    visitor = state()
    if "canvas" not in st.session_state:
        # It was away, and comes back with the strokes that it had.
        visitor.canvas_start = visitor.drawing
    st.space("small")  # the canvas shows its tools above itself
    board = st.container()
    pen = st.slider(
        "Pen width, pixels", 4, 30, 10, key="pen_width", persist_state="session", width=SIDE
    )
    with board:
        result = st_canvas(
            stroke_width=pen,
            stroke_color="#000000",
            background_color="#ffffff",
            width=SIDE,
            height=SIDE,
            initial_drawing=visitor.canvas_start,
            return_image_data=True,
            key="canvas",
        )
    if result.image_bytes is not None:
        visitor.drawing, visitor.drawing_png = result.json_data, result.image_bytes
    if visitor.drawing is None or not visitor.drawing["objects"] or not visitor.drawing_png:
        return None
    return Image.open(io.BytesIO(visitor.drawing_png))
