"""One visitor's state: everything that outlives a page, in one place with its defaults.

Widgets keep their own values (``persist_state``); this is the rest.
"""

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from cnn.ui.drawing_store import Drawing, drawing_store

COOKIE = "cnn_lab_visitor"
"""Identifies the browser: after a reload or in a second tab, it still controls its runs and has
its drawing."""


@dataclass
class VisitorState:
    id: str
    """Owns the visitor's runs and drawing."""
    known_by_cookie: bool
    model: str | None = None
    """The model that was chosen, trained or pre-trained; without one, each page has its default."""
    drawing: Drawing | None = None
    """What is on the canvas."""
    canvas_start: list[Any] = field(default_factory=list)
    """The objects that the canvas had when it appeared on the page."""
    sheet: int = 0
    """Counts the sheets of paper: clearing the canvas takes a new one."""
    started_run: str | None = None
    """The run that the visitor started and has not yet seen finish."""
    shared_runs: list[str] = field(default_factory=list)
    """Other visitors' runs whose address this visitor has opened."""

    def keep_drawing(self, drawing: Drawing | None) -> None:
        """Replaces the drawing, also for after a reload; ``None``: the canvas is empty."""
        if drawing != self.drawing:
            self.drawing = drawing
            drawing_store().put(self.id, drawing)


def state() -> VisitorState:
    if "visitor" not in st.session_state:
        cookie = st.context.cookies.get(COOKIE)
        known = isinstance(cookie, str) and re.fullmatch("[0-9a-f]{32}", cookie) is not None
        id = str(cookie) if known else uuid.uuid4().hex
        st.session_state["visitor"] = VisitorState(id, known, drawing=drawing_store().get(id))
    visitor: VisitorState = st.session_state["visitor"]
    return visitor
