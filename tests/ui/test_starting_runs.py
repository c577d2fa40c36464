import pytest
import streamlit as st
from streamlit.runtime.context import StreamlitHeaders
from streamlit.testing.v1 import AppTest

from cnn.ui import training
from cnn.ui.settings import settings
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import VISITOR, component, texts


class Context:
    """Where the browser's connection comes from, and what it says."""

    def __init__(self, ip_address: str | None, forwarded: tuple[str, ...] = ()) -> None:
        self.ip_address = ip_address
        self.headers = StreamlitHeaders([("X-Forwarded-For", each) for each in forwarded])


def script() -> None:
    import streamlit as st

    from cnn.errors import RunRefused
    from cnn.runs.recipe import ARTICLE
    from cnn.ui.starting_runs import start_run

    try:
        start_run(ARTICLE, 7)
    except RunRefused as error:
        st.warning(str(error))


def start(monkeypatch: pytest.MonkeyPatch, context: Context, visitor: str = VISITOR) -> AppTest:
    monkeypatch.setattr(st, "context", context)
    app = component(script)
    app.session_state["visitor"].id = visitor
    app.run()
    assert not app.exception
    return app


def test_a_run_belongs_to_its_visitor_and_counts_by_the_address(
    held_queue: HeldQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = start(monkeypatch, Context("203.0.113.9", ("198.51.100.1",)))
    [run] = held_queue.queue.runs_of(VISITOR)
    assert (run.seed, run.address, run.classroom) == (7, "203.0.113.9", None)
    assert app.session_state["visitor"].started_run == run.id


def test_behind_a_trusted_proxy_the_address_that_it_reports_counts(
    lab: None, held_queue: HeldQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.clear()
    monkeypatch.setenv("CNN_TRUSTED_PROXY", "10.0.0.0/8")
    start(monkeypatch, Context("10.0.0.1", ("198.51.100.1", "203.0.113.9")))
    [run] = held_queue.queue.runs_of(VISITOR)
    assert run.address == "203.0.113.9"


def test_the_fifth_of_an_address_is_told_and_one_in_a_class_is_not(
    held_queue: HeldQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        start(monkeypatch, Context("203.0.113.9"), f"visitor {number}")
    fifth = start(monkeypatch, Context("203.0.113.9"))
    assert "Four runs of your network address are in line already." in texts(fifth)
    assert "203.0.113.9" not in texts(fifth)
    assert held_queue.queue.runs_of(VISITOR) == []
    code = training.classrooms().open("teacher").code
    training.classrooms().join(code, VISITOR)
    start(monkeypatch, Context("203.0.113.9"))
    [run] = held_queue.queue.runs_of(VISITOR)
    assert run.classroom == code
