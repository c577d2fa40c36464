"""The tools to draw with: pen, shapes, eraser, and how wide they draw."""

from dataclasses import dataclass

import streamlit as st

from cnn.ui.components.reserved import reserved

PAPER, INK = "white", "black"

CLOTH = "#505050"
"""Fills rectangles, circles and polygons. What is drawn over it stays visible, and the network sees
it as bright beside the lines as the cloth of a garment beside its seams."""

TOOL_KEY = "tool"

WIDTH_KEY = "pen_width"

USUAL_WIDTH = 10
"""In pixels."""

STYLE = """<style>
.st-key-tool [data-testid=stMarkdownContainer] p { font-size: 0; }
.st-key-tool [data-has-shortcut] { gap: 0; }
</style>"""
"""Leaves the icons in view: the tools fit into a row. Screen readers still read their names."""


@dataclass(frozen=True)
class Tool:
    name: str
    icon: str
    mode: str
    """What streamlit-drawable-canvas calls it."""
    how: str
    """A sentence for what is not obvious."""
    color: str = INK


PEN = Tool("Pen", "draw", "freedraw", how="")
POLYGON = Tool("Polygon", "pentagon", "polygon", "Click the corners, then the first one again.")
TOOLS = (
    PEN,
    Tool("Line", "diagonal_line", "line", "Drag from one end to the other."),
    Tool("Rectangle", "rectangle", "rect", "Drag from corner to corner."),
    Tool("Circle", "circle", "circle", "Drag from one side to the other."),
    POLYGON,
    Tool("Eraser", "ink_eraser", "freedraw", "Paint over what should go.", color=PAPER),
)


def drawing_tools() -> Tool:
    """The tool that the visitor has chosen."""
    st.html(STYLE)
    tools = {tool.name: tool for tool in TOOLS}
    name = reserved("tool", height=32).pills(
        "Drawing tool",
        list(tools),
        default=PEN.name,
        required=True,
        format_func=lambda name: f":material/{tools[name].icon}: {name}",
        key=TOOL_KEY,
        label_visibility="collapsed",
        persist_state="session",
        wrap=True,
    )
    if tools[name].how:
        st.caption(tools[name].how)
    return tools[name]


def pen_width() -> int:
    """In pixels; the choice may come later on the page."""
    return int(st.session_state.get(WIDTH_KEY, USUAL_WIDTH))


def choose_pen_width() -> None:
    with st.popover("Pen width", icon=":material/line_weight:", key="width_popover"):
        st.slider("Pen width in pixels", 4, 30, USUAL_WIDTH, key=WIDTH_KEY, persist_state="session")


def return_to_pen() -> None:
    """For callbacks: chooses the pen."""
    st.session_state[TOOL_KEY] = PEN.name
