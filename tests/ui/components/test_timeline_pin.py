from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.data.dataset import Dataset
from cnn.ui.components import timeline_pin
from cnn.ui.components.timeline_pin import FIRST
from tests.ui.visiting import buttons, component, press, shown_with, texts

OWN = np.ones((28, 28), np.float32)


def script(data: "Dataset | None") -> None:
    import streamlit as st

    from cnn.ui.components.timeline_pin import pinned, show_pinned

    found = st.session_state["found"] = pinned(data)
    if found is not None:
        show_pinned(found, others=len(data.validation) if data is not None else 0)


def shown(data: Dataset | None, drawn: np.ndarray | None = None) -> AppTest:
    return shown_with(component(script, data=data), drawn)


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A classifier that turns every image around."""
    turned = SimpleNamespace(recognize=lambda image: SimpleNamespace(image=image[:, ::-1]))
    monkeypatch.setattr(timeline_pin, "classifier", lambda path: turned)


def test_at_first_it_is_a_shirt(small_data: Dataset) -> None:
    app = shown(small_data)
    found = app.session_state["found"]
    [first, *_] = small_data.validation.images[small_data.validation.labels == FIRST]
    np.testing.assert_allclose(found.image, first / 255, atol=1e-6)
    assert found.label == FIRST
    assert "Label: Shirt" in texts(app)
    assert buttons(app) == ["Another garment"]


def test_another_garment_stays(small_data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(small_data)
    before = app.session_state["found"].key
    monkeypatch.setattr("random.randrange", lambda count: count - 1)
    press(app, "Another garment")
    found = app.session_state["found"]
    assert found.key != before
    assert found.label == small_data.validation.labels[-1]
    app.run()
    assert app.session_state["found"].key == found.key


def test_ones_own_garment_is_pinned_as_it_was_turned(small_data: Dataset, answer: None) -> None:
    drawn = np.triu(OWN)
    app = shown(small_data, drawn)
    found = app.session_state["found"]
    assert found.label is None
    assert np.array_equal(found.image, drawn[:, ::-1])
    assert "Your garment" in texts(app)
    press(app, "Another garment")
    assert app.session_state["found"].label is not None
    press(app, "Your garment")
    assert app.session_state["found"].label is None


def test_ones_own_garment_needs_no_dataset(answer: None) -> None:
    app = shown(None, OWN)
    assert app.session_state["found"].name == "Your garment"
    assert not buttons(app)


def test_without_a_drawing_and_a_dataset_there_is_none() -> None:
    assert shown(None).session_state["found"] is None
