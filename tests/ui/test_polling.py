from collections.abc import Callable

import pytest
import streamlit as st

from cnn.ui.polling import GONE, Pages, pace_among
from tests.ui.visiting import component


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(
    ("pages", "usual", "pace"),
    [(1, 1.0, 1.0), (5, 1.0, 1.0), (6, 1.0, 2.0), (10, 2.0, 2.0), (30, 1.0, 6.0), (30, 10.0, 10.0)],
)
def test_thirty_pages_update_themselves_less_often_than_one(
    pages: int, usual: float, pace: float
) -> None:
    assert pace_among(pages, usual) == pace


def test_pages_are_counted_once_and_as_long_as_they_update_themselves() -> None:
    clock = Clock()
    pages = Pages(clock)
    assert [pages.count("a"), pages.count("b"), pages.count("a")] == [1, 2, 2]
    clock.seconds = GONE / 2
    pages.count("b")
    clock.seconds = GONE + 1
    assert pages.count("b") == 1


def script() -> None:
    import streamlit as st

    from cnn.ui.polling import polled

    def show(text: str) -> None:
        st.text(text)

    polled(show, 1.0)("shown")


def test_a_fragment_is_shown_and_updates_itself(lab: None) -> None:
    app = component(script).run()
    assert app.text[0].value == "shown"
    assert not app.exception


def test_many_pages_slow_each_other_down(lab: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    original = st.fragment

    def fragment(function: Callable[..., None], run_every: float) -> object:
        asked.append(run_every)
        return original(function, run_every=run_every)

    monkeypatch.setattr(st, "fragment", fragment)
    for _ in range(12):
        component(script).run()
    assert asked == [1.0] * 5 + [2.0] * 5 + [4.0] * 2
