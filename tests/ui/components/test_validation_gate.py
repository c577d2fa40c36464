import threading
import time

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn.concurrency import BackgroundTask, Progress
from cnn.data.dataset import Dataset
from cnn.errors import UnusableModel
from cnn.ui.components import validation_gate
from cnn.ui.components.validation_gate import seconds_left
from tests.ui.visiting import TIMEOUT, component, texts


def script(data: "Dataset") -> None:
    import streamlit as st

    from cnn import pretrained
    from cnn.ui.components.validation_gate import validation_probabilities
    from cnn.ui.errors import show_errors

    with show_errors():
        probabilities = validation_probabilities(pretrained.ARTICLE_CNN.path, data)
        st.write(f"{len(probabilities)} garments")


def elements(app: AppTest) -> list[str]:
    """The kinds of those on the page, which itself comes first."""
    return [element.type for element in app.main][1:]


def test_the_result_comes_alone_and_a_second_time_at_once(lab: None, small_data: Dataset) -> None:
    app = component(script, data=small_data)
    for _ in range(2):
        assert texts(app.run()) == "60 garments"
        assert not app.exception
        assert elements(app) == ["markdown"]


def test_there_is_progress_until_the_result_takes_its_place(
    lab: None, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    seen = threading.Event()

    def work(progress: Progress) -> np.ndarray:
        progress(3_000, 12_000)
        seen.wait(TIMEOUT)
        return np.full((2, 10), 0.1, np.float32)

    class Bar:
        def progress(self, value: float, text: str) -> None:
            shown.append(f"{value} {text}")
            seen.set()

    monkeypatch.setattr(validation_gate, "QUICK", 0.01)
    monkeypatch.setattr(st, "progress", lambda value, text: Bar())
    task = BackgroundTask(work)
    monkeypatch.setattr(validation_gate, "task_for", lambda *_: task)
    app = component(script, data=small_data).run()
    assert shown[0] == "0.25 Classifying 12,000 validation garments"
    assert texts(app) == "2 garments"
    assert elements(app) == ["markdown"]


@pytest.mark.parametrize("seconds", [0, 0.1])
def test_a_file_without_a_model_is_an_error(
    lab: None, small_data: Dataset, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    def work(progress: Progress) -> np.ndarray:
        time.sleep(seconds)
        raise UnusableModel("No model.")

    monkeypatch.setattr(validation_gate, "QUICK", 0.05)
    task = BackgroundTask(work)
    monkeypatch.setattr(validation_gate, "task_for", lambda *_: task)
    app = component(script, data=small_data).run()
    assert app.error[0].value == "No model."
    assert not app.exception


def test_the_time_left_follows_from_the_pace_so_far() -> None:
    assert seconds_left(0, 12_000, 5) == "", "not yet known"
    assert seconds_left(3_000, 9_000, 4) == ", about 12 seconds left"
    assert seconds_left(11_900, 100, 4) == ", about 1 second left"
