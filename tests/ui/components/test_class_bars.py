import json
from typing import Any

import numpy as np

from cnn.data.labels import CLASS_NAMES
from tests.ui.visiting import component, protos

PROBABILITIES = np.array([0.003, 0, 0.03, 0, 0.867, 0, 0.1, 0, 0, 0])


def script(probabilities: "np.ndarray") -> None:
    from cnn.ui.components.class_bars import class_bars

    class_bars(probabilities, key="bars")


def sent(probabilities: np.ndarray) -> Any:
    app = component(script, probabilities=probabilities).run()
    assert not app.exception
    [proto] = protos(app, "bidi_component")
    return json.loads(proto.json)


def test_the_bars_are_in_class_order_with_the_highest_one_marked() -> None:
    bars = sent(PROBABILITIES)["bars"]
    assert [bar["name"] for bar in bars] == list(CLASS_NAMES)
    assert [bar["name"] for bar in bars if bar["winner"]] == ["Coat"]


def test_a_bar_is_as_long_as_its_probability_and_labeled_with_it() -> None:
    bars = sent(PROBABILITIES)["bars"]
    assert [bar["probability"] for bar in bars] == PROBABILITIES.tolist()
    labels = ["<1%", "0%", "3%", "0%", "87%", "0%", "10%", "0%", "0%", "0%"]
    assert [bar["label"] for bar in bars] == labels


def test_a_sentence_says_what_the_bars_show() -> None:
    alt = "Probabilities of the ten classes; the highest is Coat with 87%."
    assert sent(PROBABILITIES)["alt"] == alt
