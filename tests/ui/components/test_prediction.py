import numpy as np
import pytest

from cnn.ui.components.prediction import confidence
from tests.ui.visiting import component, protos, texts


@pytest.mark.parametrize(
    ("probability", "sentence"),
    [
        (0.999, "More than 99% sure"),
        (0.87, "87% sure"),
        (0.5, "50% sure"),
        (0.496, "50% sure"),
        (0.494, "Just a guess: 49%"),
    ],
)
def test_the_confidence_is_said_in_words(probability: float, sentence: str) -> None:
    assert confidence(probability) == sentence


def prediction_script(probabilities: "np.ndarray", unlike: bool = False) -> None:
    from cnn.ui.components.prediction import prediction

    prediction(probabilities, unlike=unlike)


def test_the_most_probable_class_is_the_prediction() -> None:
    probabilities = np.full(10, 0.02)
    probabilities[9] = 0.82
    app = component(prediction_script, probabilities=probabilities).run()
    assert app.header[0].value == "Ankle boot"
    assert "82% sure" in texts(app)
    assert len(protos(app, "bidi_component")) == 1


def test_a_picture_unlike_any_garment_is_not_called_one() -> None:
    probabilities = np.full(10, 0.02)
    probabilities[8] = 0.82
    app = component(prediction_script, probabilities=probabilities, unlike=True).run()
    assert app.header[0].value == "Bag?"
    assert "unlike any garment the network has seen" in texts(app)
    assert "82% sure" not in texts(app)
