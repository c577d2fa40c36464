import json

import numpy as np
from streamlit.testing.v1 import AppTest

from tests.ui.visiting import component, protos


def script(maps: "np.ndarray", silenced: "list[int]") -> None:
    from cnn.ui.components.silencer import silencer

    silencer(maps, silenced, "conv2d", lambda number: None)


def data(maps: np.ndarray, silenced: list[int]) -> dict[str, object]:
    app: AppTest = component(script, maps=maps, silenced=silenced).run()
    assert not app.exception
    [shown] = protos(app, "bidi_component")
    found: dict[str, object] = json.loads(shown.json)
    return found


def test_each_filter_has_a_button_with_its_picture() -> None:
    shown = data(np.random.default_rng(0).normal(size=(28, 28, 32)), [])
    pictures = shown["pictures"]
    assert isinstance(pictures, list)
    assert len(pictures) == 32
    assert len(set(pictures)) == 32
    assert shown["name"] == "Filter"
    assert shown["silenced"] == []


def test_it_says_how_many_are_silent() -> None:
    shown = data(np.ones((7, 7, 64)), [5, 2])
    assert shown["label"] == "64 filters, 2 of them silent"
    assert shown["silenced"] == [2, 5]


def test_units_have_the_smallest_target_that_a_finger_hits() -> None:
    shown = data(np.ones((1, 1, 100)), [])
    assert (shown["name"], shown["side"]) == ("Unit", 24)
