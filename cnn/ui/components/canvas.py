"""A canvas to draw a garment on with mouse, finger or pen."""

import json
from dataclasses import dataclass

import streamlit as st
from PIL import Image
from streamlit_drawable_canvas import CanvasResult, st_canvas

from cnn.errors import UnusableImage
from cnn.preprocessing.image_file import open_picture
from cnn.ui.components.canvas_toolbar import canvas_toolbar
from cnn.ui.drawings import Drawing
from cnn.ui.state import state

SIDE = 320
"""Pixels: fits a phone, and is ten times as fine as what the network sees."""

PAPER, INK, TRANSPARENT = "white", "black", "rgba(0, 0, 0, 0)"


@dataclass(frozen=True)
class Tool:
    name: str
    icon: str
    mode: str
    """What streamlit-drawable-canvas calls it."""
    how: str
    color: str = INK


PEN = Tool("Pen", "draw", "freedraw", "Draw with a mouse, finger or pen.")
POLYGON = Tool("Polygon", "pentagon", "polygon", "Click the corners, then the first one again.")
TOOLS = (
    PEN,
    Tool("Line", "diagonal_line", "line", "Drag from one end to the other."),
    Tool("Rectangle", "rectangle", "rect", "Drag from corner to corner."),
    Tool("Circle", "circle", "circle", "Drag from one side to the other."),
    POLYGON,
    Tool("Eraser", "ink_eraser", "freedraw", "Paint over what should go.", color=PAPER),
)


def canvas() -> Image.Image | None:
    """The drawing, or ``None`` on an empty canvas.

    Raises:
        UnusableImage: the browser sent something that is not a picture.
    """
    visitor = state()
    key = f"canvas_{visitor.sheet}"
    if key not in st.session_state:
        visitor.canvas_start = json.loads(visitor.drawing.objects) if visitor.drawing else []
    with st.container(width=SIDE):
        paper = st.container(gap=None)
        tool, width = _tools()
    with paper:
        canvas_toolbar(key, "Drawing canvas", on_reset=_take_new_sheet)
        result = st_canvas(
            fill_color=TRANSPARENT,
            stroke_width=width,
            stroke_color=tool.color,
            background_color=PAPER,
            width=SIDE,
            height=SIDE,
            drawing_mode=tool.mode,
            # Another start would put the canvas back to it: this one stays as long as the canvas.
            initial_drawing={"objects": visitor.canvas_start},
            return_image_data=True,
            key=key,
            on_change=_return_to_pen if tool is POLYGON else None,
        )
    visitor.keep_drawing(_drawing(result, visitor.drawing))
    return open_picture(visitor.drawing.png) if visitor.drawing else None


def _tools() -> tuple[Tool, int]:
    name = st.pills(
        "Drawing tool",
        [tool.name for tool in TOOLS],
        default=PEN.name,
        required=True,
        format_func=lambda name: f":material/{_tool(name).icon}: {name}",
        key="tool",
        label_visibility="collapsed",
        persist_state="session",
        wrap=True,
    )
    tool = _tool(name)
    st.caption(tool.how)
    width = st.slider("Pen width", 4, 30, 10, key="pen_width", persist_state="session")
    return tool, width


def _tool(name: str) -> Tool:
    return next(tool for tool in TOOLS if tool.name == name)


def _drawing(result: CanvasResult, before: Drawing | None) -> Drawing | None:
    """What is on the canvas now; ``before`` as long as the browser has sent nothing."""
    try:
        png = result.image_bytes
        if png is None:
            return before
        objects = (result.json_data or {})["objects"]
        return Drawing(json.dumps(objects), png) if objects else None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnusableImage("The drawing did not arrive complete. Draw one more stroke.") from error


def _take_new_sheet() -> None:
    visitor = state()
    visitor.keep_drawing(None)
    visitor.sheet += 1


def _return_to_pen() -> None:
    """After a closed polygon: in its mode, the canvas would not send what undo and edit change."""
    st.session_state["tool"] = PEN.name
