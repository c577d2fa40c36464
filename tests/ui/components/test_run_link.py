import pytest

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


def script(run: "Run | None") -> None:
    import streamlit as st

    from cnn.ui.components.run_link import active_run_link, run_link

    st.session_state["drawn"] = st.session_state.get("drawn", 0) + 1
    page = st.Page(lambda: None, title="Runs", url_path="runs")
    st.navigation([page, st.Page(lambda: None, title="Other", url_path="other")])
    if run is None:
        active_run_link(page)
    else:
        run_link(run, page)


def links(run: Run | None = None) -> list[str]:
    app = component(script, run=run).run()
    assert not app.exception
    return [proto.label for proto in protos(app, "page_link")]


def test_a_link_has_the_title_and_the_status(held_queue: HeldQueue) -> None:
    run = held_queue.start(FAST, owner="somebody else")
    begin(run)
    [link] = protos(component(script, run=run).run(), "page_link")
    assert link.label == "Fast: starting"
    assert link.query_string == f"run={run.id}"


def test_the_visitors_active_run_is_linked(held_queue: HeldQueue) -> None:
    held_queue.start(FAST, owner="somebody else")
    assert links() == []
    held_queue.start(ARTICLE, owner=VISITOR)
    assert links() == ["Article CNN: in the queue: 1 run ahead"]


def test_a_run_stays_linked_until_its_end_has_been_seen(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    held_queue.finish(run)
    app = component(script, run=None)
    app.session_state["visitor"].started_run = run.id
    assert [proto.label for proto in protos(app.run(), "page_link")] == [
        f"Article CNN: finished after {len(RECORD.history)} epochs"
    ]


def test_when_a_run_ends_the_page_with_a_link_to_it_is_not_drawn_again(
    held_queue: HeldQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A visitor may have a dialog open, which that would close."""
    run = held_queue.start()
    held_queue.finish(run)
    at_first, then = iter([RunView(State.RUNNING)]), run.view()
    monkeypatch.setattr(run, "view", lambda: next(at_first, then))
    app = component(script, run=run).run()
    assert not app.exception
    assert app.session_state["drawn"] == 1
