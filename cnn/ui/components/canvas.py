"""A canvas to draw a garment on with mouse, finger or pen."""

import json
import uuid

import streamlit as st
from PIL import Image
from streamlit.delta_generator import DeltaGenerator
from streamlit_drawable_canvas import CanvasResult, st_canvas

from cnn.errors import UnusableImage
from cnn.preprocessing.image_file import open_picture
from cnn.ui.components.canvas_toolbar import HEIGHT, PHONE, PHONE_ZOOM, canvas_toolbar
from cnn.ui.components.drawing_tools import (
    CLOTH,
    PAPER,
    POLYGON,
    drawing_tools,
    pen_width,
    return_to_pen,
)
from cnn.ui.drawing_store import Drawing
from cnn.ui.state import state

SIDE = 320
"""Pixels: fits a phone, and is ten times as fine as what the network sees."""

PAPER_KEY, PLACE_KEY = "paper", "place_of_canvas"

STYLE = f"""<style>
:has(> .st-key-{PLACE_KEY}) {{ flex: none; height: auto; }}
.st-key-{PLACE_KEY} {{ height: auto; min-height: {HEIGHT + SIDE}px; overflow: visible; }}
@media {PHONE} {{
    .st-key-{PLACE_KEY} {{ min-height: {HEIGHT + PHONE_ZOOM * SIDE}px; }}
    :has(> .st-key-{PAPER_KEY}) {{ flex-basis: {HEIGHT + PHONE_ZOOM * SIDE}px; }}
}}
</style>"""
"""For the page, outside of what is drawn again with each stroke: the browser would lose it for a
moment, and what is below would move."""


def place_of_canvas() -> DeltaGenerator:
    """Room for it, kept while it is empty: the canvas comes later than what is below it."""
    # Without a height, Streamlit leaves an empty container out.
    return st.container(height=1, border=False, key=PLACE_KEY)


def canvas() -> Image.Image | None:
    """The drawing, or ``None`` on an empty canvas.

    Raises:
        UnusableImage: the browser sent something that is not a picture.
    """
    visitor = state()
    key = f"canvas_{visitor.sheet}"
    if key not in st.session_state:
        visitor.canvas_start = json.loads(visitor.drawing.objects) if visitor.drawing else []
    paper = st.container(width=SIDE, height=SIDE + HEIGHT, border=False, gap=None, key=PAPER_KEY)
    tool = drawing_tools()
    with paper:
        canvas_toolbar(key, "Drawing canvas", on_reset=_take_new_sheet)
        result = st_canvas(
            fill_color=CLOTH,
            stroke_width=pen_width(),
            stroke_color=tool.color,
            background_color=PAPER,
            width=SIDE,
            height=SIDE,
            drawing_mode=tool.mode,
            # A changed start would replace what is on the canvas: it stays the same.
            initial_drawing={"objects": visitor.canvas_start},
            return_image_data=True,
            key=key,
            # In polygon mode, the canvas sends closed polygons but not what undo changes.
            on_change=return_to_pen if tool is POLYGON else None,
        )
    drawing = _drawing(result, visitor.drawing)
    picture = (
        visitor.opened.get(drawing.png, lambda: open_picture(drawing.png)) if drawing else None
    )
    visitor.keep_drawing(drawing)
    if picture is None and visitor.cleared:
        st.button("Undo clear", icon=":material/undo:", type="tertiary", on_click=_undo_clear)
    return picture


def _drawing(result: CanvasResult, before: Drawing | None) -> Drawing | None:
    """What is on the canvas now, or ``before`` as long as the browser has sent nothing."""
    try:
        png = result.image_bytes
        if png is None:
            return before
        objects = result.json_data["objects"]
        return Drawing(json.dumps(objects), png) if objects else None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnusableImage("The drawing did not arrive complete. Draw one more stroke.") from error


def _take_new_sheet() -> None:
    visitor = state()
    visitor.cleared = visitor.drawing
    visitor.keep_drawing(None)
    visitor.sheet = uuid.uuid4().hex


def _undo_clear() -> None:
    visitor = state()
    visitor.keep_drawing(visitor.cleared)
    visitor.cleared = None
    visitor.sheet = uuid.uuid4().hex
