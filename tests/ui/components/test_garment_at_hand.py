from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.ui.components import garment_at_hand
from tests.ui.visiting import component, shown_with

MODEL = SimpleNamespace(path=pretrained.ARTICLE_CNN.path)


def script(model: "Any", data: "Dataset | None") -> None:
    import streamlit as st

    from cnn.ui.components.garment_at_hand import garment_at_hand

    st.session_state["found"] = garment_at_hand(model, data)


def shown(data: Dataset | None, drawn: np.ndarray | None = None) -> AppTest:
    return shown_with(component(script, model=MODEL, data=data), drawn)


def test_without_a_drawing_it_is_a_validation_garment_of_a_class(small_data: Dataset) -> None:
    app = shown(small_data)
    assert app.selectbox[0].options == list(CLASS_NAMES)
    app.selectbox[0].set_value("Bag").run()
    images = small_data.validation.images[small_data.validation.labels == 8]
    found = app.session_state["found"]
    assert found.name == "Bag"
    np.testing.assert_allclose(found.image, images[0] / 255, atol=1e-6)


def test_ones_own_garment_comes_first_and_is_the_image_that_was_answered(
    small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirrored = np.ones((28, 28), np.float32)
    answer = SimpleNamespace(recognize=lambda image: SimpleNamespace(image=mirrored))
    monkeypatch.setattr(garment_at_hand, "classifier", lambda path: answer)
    app = shown(small_data, drawn=np.zeros((28, 28), np.float32))
    assert app.selectbox[0].value == "Your garment"
    assert app.session_state["found"].image is mirrored


def test_without_data_and_drawing_there_is_none() -> None:
    app = shown(None)
    assert app.session_state["found"] is None
    assert not app.selectbox
