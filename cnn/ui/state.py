"""One visitor's state: everything that outlives a page, in one place with its defaults.

What a widget holds stays in the widget (``persist_state``); this is the rest.
"""

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

COOKIE = "cnn_lab_visitor"
"""Names the browser, so that a reload or a second tab may steer the runs it has started."""


@dataclass
class VisitorState:
    id: str
    """Whose runs are whose."""
    known_by_cookie: bool
    model: str | None = None
    """The model that was chosen, a run or a shipped one; else each page has its default."""
    drawing: dict[str, Any] | None = None
    """What is on the canvas: its ``strokes``, and a ``png`` of them."""
    canvas_start: list[dict[str, Any]] = field(default_factory=list)
    """The strokes that the canvas was last put up with."""
    started_run: str | None = None
    """The run that the visitor has started and not yet seen the end of."""
    shared_runs: list[str] = field(default_factory=list)
    """Runs of others that the visitor has been given the address of."""


def state() -> VisitorState:
    if "visitor" not in st.session_state:
        cookie = st.context.cookies.get(COOKIE)
        if isinstance(cookie, str) and re.fullmatch("[0-9a-f]{32}", cookie):
            st.session_state["visitor"] = VisitorState(cookie, known_by_cookie=True)
        else:
            st.session_state["visitor"] = VisitorState(uuid.uuid4().hex, known_by_cookie=False)
    visitor: VisitorState = st.session_state["visitor"]
    return visitor
