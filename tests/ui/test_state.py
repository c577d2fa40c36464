from unittest.mock import PropertyMock

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from cnn.ui.drawing_store import Drawing, drawing_store
from cnn.ui.state import COOKIE, OthersRuns, VisitorState

KNOWN = "0123456789abcdef" * 2
DRAWING = Drawing("[1]", b"png")


def script() -> None:
    from cnn.ui.state import state

    state()


def visit(monkeypatch: pytest.MonkeyPatch, cookie: str | None) -> VisitorState:
    """The state of a visitor whose browser sends ``cookie``."""
    cookies = {} if cookie is None else {COOKIE: cookie}
    monkeypatch.setattr(ContextProxy, "cookies", PropertyMock(return_value=cookies))
    app = AppTest.from_function(script, default_timeout=120).run()
    assert not app.exception
    visitor: VisitorState = app.session_state["visitor"]
    return visitor


def test_a_cookie_identifies_its_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = visit(monkeypatch, KNOWN)
    assert visitor.id == KNOWN
    assert visitor.known_by_cookie


@pytest.mark.parametrize("cookie", [None, "", KNOWN[:-1], KNOWN + "0", "../" + KNOWN[3:]])
def test_without_a_valid_cookie_each_visitor_is_a_new_one(
    cookie: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = visit(monkeypatch, cookie), visit(monkeypatch, cookie)
    assert len({one.id, other.id, cookie}) == 3
    assert not one.known_by_cookie


def test_a_visitor_who_returns_has_their_drawing(
    lab: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(monkeypatch, KNOWN).keep_drawing(DRAWING)
    assert visit(monkeypatch, KNOWN).drawing == DRAWING
    assert visit(monkeypatch, None).drawing is None


def test_a_visitor_who_returns_still_watches_the_runs_of_others(
    lab: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = visit(monkeypatch, KNOWN).others
    others.watched = "0123"
    others.opened.append("0123")
    assert visit(monkeypatch, KNOWN).others == others
    assert visit(monkeypatch, None).others == OthersRuns()


def test_a_visitor_who_cleared_their_drawing_has_none_when_they_return(
    lab: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit(monkeypatch, KNOWN)
    visitor.keep_drawing(DRAWING)
    visitor.keep_drawing(None)
    assert drawing_store().get(KNOWN) is None
    assert visit(monkeypatch, KNOWN).drawing is None
