"""The tools to draw with: pen, shapes, eraser, and how wide they draw."""

from dataclasses import dataclass

import streamlit as st

PAPER, INK = "white", "black"

TOOL_KEY = "tool"


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


def drawing_tools() -> tuple[Tool, int]:
    """The tool that the visitor has chosen, and its width in pixels."""
    tools = {tool.name: tool for tool in TOOLS}
    name = st.pills(
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
    st.caption(tools[name].how)
    width = st.slider("Pen width", 4, 30, 10, key="pen_width", persist_state="session")
    return tools[name], width


def return_to_pen() -> None:
    """For callbacks: chooses the pen."""
    st.session_state[TOOL_KEY] = PEN.name
