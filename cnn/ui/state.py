"""One visitor's state: everything that outlives a page, in one place with its defaults.

Widgets keep their own values (``persist_state``); this is the rest.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import streamlit as st

from cnn.errors import UnusableImage
from cnn.preprocessing.pixels import Box
from cnn.runs.recipe import ARTICLE, USUAL_SEED, Recipe
from cnn.ui.drawing_store import Drawing, drawing_store

if TYPE_CHECKING:
    from PIL import Image

    from cnn.nn.explain.replay import Snapshot
    from cnn.preprocessing.prepare import PreparedImage

T = TypeVar("T")

COOKIE = "cnn_lab_visitor"
"""Identifies the browser: after a reload or in a second tab, it still controls its runs and has
its drawing."""


def _unique() -> str:
    return uuid.uuid4().hex


@dataclass
class Latest(Generic[T]):
    """Remembers the last result, so that a rerun of the page does not compute it again."""

    key: object = None
    result: T | None = None
    refusal: str = ""

    def get(self, key: object, compute: Callable[[], T]) -> T:
        """
        Raises:
            UnusableImage: ``compute`` raised it, now or the last time.
        """
        if self.key is None or key != self.key:
            self.key, self.result, self.refusal = key, None, ""
            try:
                self.result = compute()
            except UnusableImage as error:
                self.refusal = str(error)
            except BaseException:
                self.key = None
                raise
        if self.refusal:
            raise UnusableImage(self.refusal)
        assert self.result is not None
        return self.result


@dataclass
class Photo:
    """A picture file of the visitor's, as the page keeps it."""

    name: str
    picture: "Image.Image | None"
    refusal: str = ""
    """Why there is no picture."""
    marks: dict[Box, Drawing] = field(default_factory=dict)
    """What has been painted over each crop of the picture."""
    id: str = field(default_factory=_unique)


@dataclass
class OthersRuns:
    """What a visitor follows of other visitors' training."""

    watched: str | None = None
    """The run that stays in view on every page."""
    opened: list[str] = field(default_factory=list)
    """The runs whose address the visitor has opened."""


@st.cache_resource(show_spinner=False, max_entries=1000)
def _others_runs(visitor: str) -> OthersRuns:
    """The same in all tabs of a browser, and after a reload."""
    return OthersRuns()


@dataclass
class Draft:
    """The code that a visitor is changing: the article's, at first."""

    recipe: Recipe = ARTICLE
    seed: int = USUAL_SEED
    version: int = 0
    """Names the widgets: others take their place when layers come, go or move."""


@dataclass(frozen=True)
class Lesson:
    """Settings of a training that an address has prescribed, by their names there."""

    settings: dict[str, Any] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    """Those that the form does not offer."""


@dataclass
class VisitorState:
    id: str
    """Owns the visitor's runs and drawing."""
    known_by_cookie: bool
    model: str | None = None
    """The model that was chosen, trained or pre-trained; without one, the default."""
    drawing: Drawing | None = None
    """What is on the canvas."""
    cleared: Drawing | None = None
    """What was on the canvas when it was last cleared."""
    canvas_start: list[Any] = field(default_factory=list)
    """The objects that the canvas had when it appeared on the page."""
    sheet: str = field(default_factory=_unique)
    """The sheet of paper: clearing the canvas takes a new one.

    Unique, because a tab sends the values of its widgets again when it reconnects to a restarted
    server. Under the same name, an old answer would return without its drawing.
    """
    photos: dict[str, Photo] = field(default_factory=dict)
    """The last photo of each way to give one."""
    next_photo: str = field(default_factory=_unique)
    """Names the widget that takes the next photo, also unique."""
    opened: "Latest[Image.Image]" = field(default_factory=Latest)
    """The drawing or example as a picture."""
    ways: "Latest[tuple[PreparedImage, ...]]" = field(default_factory=Latest)
    """The inputs that the picture may be for the network."""
    way: tuple[object, str] | None = None
    """Which of them the visitor has chosen, and for which picture."""
    prepared: "Latest[PreparedImage]" = field(default_factory=Latest)
    """The one of them that is looked at, on all pages."""
    pinned: int | None = None
    """The validation garment on the timeline; ``None``: the visitor's own, or else the first."""
    replayed: "Latest[Snapshot]" = field(default_factory=Latest)
    """What the timeline shows of it."""
    started_run: str | None = None
    """The run that the visitor started and has not yet seen finish."""
    shown_run: str | None = None
    """The run that the page of runs has shown last."""
    others: OthersRuns = field(default_factory=OthersRuns)
    template: str | None = None
    """The run whose settings have been filled in for another one."""
    lesson: Lesson = field(default_factory=Lesson)
    draft: Draft = field(default_factory=Draft)
    revealed: set[str] = field(default_factory=set)
    """Names of the pre-trained models whose test results this visitor has revealed."""

    def keep_drawing(self, drawing: Drawing | None) -> None:
        """Replaces the drawing, also for after a reload; ``None``: the canvas is empty."""
        if drawing != self.drawing:
            self.drawing = drawing
            drawing_store().put(self.id, drawing)


def state() -> VisitorState:
    if "visitor" not in st.session_state:
        cookie = st.context.cookies.get(COOKIE)
        known = isinstance(cookie, str) and re.fullmatch("[0-9a-f]{32}", cookie) is not None
        id = str(cookie) if known else _unique()
        st.session_state["visitor"] = VisitorState(
            id, known, drawing=drawing_store().get(id), others=_others_runs(id)
        )
    visitor: VisitorState = st.session_state["visitor"]
    return visitor
