import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.runs.recipe import ARTICLE, FAST
from cnn.runs.run import Run, RunView, State
from tests.ui.held_queue import HeldQueue, begin
from tests.ui.visiting import (
    VISITOR,
    component,
    protos,
)

RECORD = pretrained.ARTICLE_CNN.record


def script(shown: "Run | None" = None) -> None:
    import streamlit as st

    from cnn.ui.components.run_link import active_run_links

    st.session_state["drawn"] = st.session_state.get("drawn", 0) + 1
    page = st.Page(lambda: None, title="Runs", url_path="runs")
    st.navigation([page, st.Page(lambda: None, title="Other", url_path="other")])
    active_run_links(page, shown)


def links(app: AppTest) -> list[str]:
    assert not app.exception
    return [proto.label for proto in protos(app, "page_link")]


def test_the_visitors_active_run_is_linked_with_its_status(held_queue: HeldQueue) -> None:
    held_queue.start(FAST, owner="somebody else")
    assert links(component(script).run()) == []
    run = held_queue.start(ARTICLE, owner=VISITOR)
    app = component(script).run()
    assert links(app) == ["Article CNN 1: in the queue: 1 run ahead"]
    assert protos(app, "page_link")[0].query_string == f"run={run.id}"


def test_a_run_stays_linked_until_its_end_has_been_seen(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    held_queue.finish(run)
    app = component(script)
    app.session_state["visitor"].started_run = run.id
    assert links(app.run()) == [f"Article CNN 1: stopped early after {len(RECORD.history)} epochs"]


def test_a_watched_run_is_linked_beside_the_visitors_own(held_queue: HeldQueue) -> None:
    watched = held_queue.start(FAST, owner="somebody else")
    begin(watched)
    held_queue.start(ARTICLE, owner=VISITOR)
    app = component(script)
    app.session_state["visitor"].others.watched = watched.id
    assert links(app.run()) == [
        "Article CNN 1: in the queue: 1 run ahead",
        "You are watching Fast 1: starting",
    ]


def test_the_run_that_is_shown_is_not_linked(held_queue: HeldQueue) -> None:
    run = held_queue.start(ARTICLE, owner=VISITOR)
    assert links(component(script, shown=run).run()) == []


def test_when_a_run_ends_the_page_with_a_link_to_it_is_not_drawn_again(
    held_queue: HeldQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A visitor may have a dialog open, which that would close."""
    run = held_queue.start(owner="somebody else")
    held_queue.finish(run)
    at_first, then = iter([RunView(State.RUNNING)]), run.view()
    monkeypatch.setattr(run, "view", lambda: next(at_first, then))
    app = component(script)
    app.session_state["visitor"].others.watched = run.id
    app.run()
    assert not app.exception
    assert app.session_state["drawn"] == 1
