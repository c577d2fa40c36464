import numpy as np
import pytest

from cnn.data.labels import CLASS_NAMES
from cnn.ui.components.prediction import confidence
from tests.ui.visiting import component, pictures, protos, texts


@pytest.mark.parametrize(
    ("probability", "sentence"),
    [
        (0.999, "More than 99% sure"),
        (0.87, "87% sure"),
        (0.5, "50% sure"),
        (0.49, "Not sure. Best guess: 49%"),
    ],
)
def test_the_confidence_is_said_in_words(probability: float, sentence: str) -> None:
    assert confidence(probability) == sentence


def prediction_script(probabilities: "np.ndarray") -> None:
    from cnn.ui.components.prediction import prediction

    prediction(probabilities)


def test_the_most_probable_class_is_the_prediction() -> None:
    probabilities = np.full(10, 0.02)
    probabilities[9] = 0.82
    app = component(prediction_script, probabilities=probabilities).run()
    assert app.header[0].value == "Ankle boot"
    assert "82% sure" in texts(app)
    assert len(protos(app, "bidi_component")) == 1


def known_classes_script() -> None:
    from cnn.ui.components.prediction import known_classes

    known_classes()


def test_the_known_classes_are_ten_drawings_in_class_order() -> None:
    app = component(known_classes_script).run()
    assert not app.exception
    assert [picture.caption for picture in pictures(app)] == list(CLASS_NAMES)
    assert pictures(app)[8].alt == "Example drawing: Bag"
