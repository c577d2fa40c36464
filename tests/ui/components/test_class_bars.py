import json
from typing import Any

import numpy as np

from cnn.data.labels import CLASS_NAMES
from tests.ui.visiting import component, protos

PROBABILITIES = np.array([0.003, 0, 0.03, 0, 0.867, 0, 0.1, 0, 0, 0])


def script(probabilities: "np.ndarray", truth: int | None) -> None:
    from cnn.ui.components.class_bars import class_bars

    class_bars(probabilities, key="bars", truth=truth)


def sent(probabilities: np.ndarray, truth: int | None = None) -> Any:
    app = component(script, probabilities=probabilities, truth=truth).run()
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


def test_the_bars_are_described_with_all_ten_probabilities() -> None:
    assert sent(PROBABILITIES)["alt"] == (
        "Probabilities of the ten classes; the highest is Coat with 87%. "
        "T-shirt/top <1%, Trouser 0%, Pullover 3%, Dress 0%, Coat 87%, Sandal 0%, Shirt 10%, "
        "Sneaker 0%, Bag 0%, Ankle boot 0%."
    )


def test_the_prediction_and_its_probability_are_announced() -> None:
    assert sent(PROBABILITIES)["answer"] == "Coat with 87%"
    assert sent(PROBABILITIES, truth=6)["answer"] == "Coat with 87%"


def marks(truth: int | None) -> dict[str, str]:
    """The words at the bars, after the probability."""
    bars = sent(PROBABILITIES, truth)["bars"]
    return {bar["name"]: bar["label"].split(" ", 1)[1] for bar in bars if " " in bar["label"]}


def test_label_and_prediction_are_marked_in_words() -> None:
    assert marks(None) == {}
    assert marks(CLASS_NAMES.index("Shirt")) == {"Coat": "prediction", "Shirt": "label"}
    assert marks(CLASS_NAMES.index("Coat")) == {"Coat": "correct"}


def test_the_bar_of_the_label_is_marked() -> None:
    bars = sent(PROBABILITIES, truth=6)["bars"]
    assert [bar["name"] for bar in bars if bar["truth"]] == ["Shirt"]
    assert [bar["name"] for bar in bars if bar["winner"]] == ["Coat"]
    assert not any(bar["truth"] for bar in sent(PROBABILITIES)["bars"])


def test_the_sentence_compares_prediction_and_label() -> None:
    wrong = sent(PROBABILITIES, truth=6)["alt"]
    assert "the highest is Coat with 87%, but the label is Shirt with 10%." in wrong
    correct = sent(PROBABILITIES, truth=4)["alt"]
    assert "the highest is Coat with 87%, which is correct." in correct


def test_bars_that_change_by_themselves_are_not_announced() -> None:
    def silent(probabilities: "np.ndarray") -> None:
        from cnn.ui.components.class_bars import class_bars

        class_bars(probabilities, key="bars", announced=False)

    [proto] = protos(component(silent, probabilities=PROBABILITIES).run(), "bidi_component")
    assert json.loads(proto.json)["answer"] == ""
    assert sent(PROBABILITIES)["answer"] == "Coat with 87%"
