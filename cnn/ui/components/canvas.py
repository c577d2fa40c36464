"""A canvas to draw a garment on with mouse, finger or pen.

Written for this lab: what is drawn has to be here the moment that the pen is lifted.
"""

import base64
import binascii
from pathlib import Path

import streamlit as st
from PIL import Image

from cnn.errors import UnusableImage
from cnn.preprocessing.image_file import open_picture
from cnn.ui.state import state

SIDE = 320
"""Pixels: fits a phone, and gives a pen ten times the network's resolution."""

FILES = Path(__file__).with_suffix("")
_canvas = st.components.v2.component(
    "garment_canvas",
    html=FILES.with_suffix(".html").read_text(),
    css=FILES.with_suffix(".css").read_text(),
    js=FILES.with_suffix(".js").read_text(),
)


def canvas() -> Image.Image | None:
    """What is drawn, or ``None`` on an empty canvas.

    Raises:
        UnusableImage: the browser has sent something else than a picture.
    """
    visitor = state()
    if "canvas" not in st.session_state:
        # It was away, and comes back with the strokes that it had.
        visitor.canvas_start = visitor.drawing["strokes"] if visitor.drawing else []
    sent = _canvas(
        # A tuple: Streamlit imports pandas to find out that a list is no table.
        data={"side": SIDE, "strokes": tuple(visitor.canvas_start)},
        on_drawing_change=lambda: None,
        key="canvas",
    )
    visitor.drawing = sent.drawing or visitor.drawing
    if visitor.drawing is None or not visitor.drawing["strokes"]:
        return None
    try:
        return open_picture(base64.b64decode(visitor.drawing["png"].partition(",")[2]))
    except binascii.Error as error:
        raise UnusableImage("The drawing did not arrive whole. Draw one more stroke.") from error
