import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.evaluation.calibration import (
    at_temperature,
    expected_calibration_error,
    fit_temperature,
    halves,
    reliability,
)
from cnn.ui import resources
from cnn.ui.components.calibration import on_slider
from cnn.ui.components.model_picker import TrainedModel
from tests.ui.visiting import component, press, protos, texts

MODEL = TrainedModel(
    pretrained.ARTICLE_CNN.name,
    "Article CNN",
    pretrained.ARTICLE_CNN.path,
    pretrained.ARTICLE_CNN.record,
    run=None,
)


def script(model: "TrainedModel", data: "Dataset") -> None:
    from cnn.ui.components.calibration import calibration

    calibration(model, data)


@pytest.fixture
def app(lab: None, small_data: Dataset) -> AppTest:
    app = component(script, model=MODEL, data=small_data).run()
    assert not app.exception
    return app


@pytest.fixture
def probabilities(lab: None, small_data: Dataset) -> np.ndarray:
    return resources.validation_probabilities(MODEL.path, small_data.source, small_data).get()


def warm(app: AppTest, temperature: float) -> AppTest:
    app.slider(key="temperature").set_value(temperature).run()
    assert not app.exception
    return app


def values(app: AppTest, measure: str) -> list[str]:
    """Before and after."""
    return [str(value) for value in app.table[0].value.set_index("Measure").loc[measure]]


def test_at_first_the_temperature_is_one_beside_the_fitted_one(
    app: AppTest, probabilities: np.ndarray, small_data: Dataset
) -> None:
    assert app.slider(key="temperature").value == 1
    first, _ = halves(small_data.validation.labels)
    fitted = fit_temperature(probabilities[first], small_data.validation.labels[first])
    assert list(app.table[0].value)[1:] == ["Temperature 1", f"Temperature {fitted:.4g}"]


def test_the_error_is_that_of_the_half_that_was_not_fitted_to(
    app: AppTest, probabilities: np.ndarray, small_data: Dataset
) -> None:
    _, second = halves(small_data.validation.labels)
    labels = small_data.validation.labels[second]
    warm(app, 2.0)
    for temperature, shown in zip(
        (1.0, 2.0), values(app, "Expected calibration error"), strict=True
    ):
        bins = reliability(at_temperature(probabilities[second], temperature), labels)
        assert shown == f"{expected_calibration_error(bins):.2%}"
    assert "The 30 garments" in texts(app)


def test_a_temperature_changes_error_loss_and_charts_but_not_the_accuracy(app: AppTest) -> None:
    charts = [proto.alt for proto in protos(app, "vega_lite_chart")]
    warm(app, 4.0)
    for label in ("Expected calibration error", "Loss"):
        before, after = values(app, label)
        assert before != after
    before, after = values(app, "Accuracy")
    assert before == after
    assert "keeps their order" in texts(app)
    changed = [proto.alt for proto in protos(app, "vega_lite_chart")]
    assert len(charts) == len(changed) == 2
    assert all(old != new for old, new in zip(charts, changed, strict=True))


def test_the_fit_moves_the_slider_and_is_said_exactly(
    app: AppTest, probabilities: np.ndarray, small_data: Dataset
) -> None:
    first, _ = halves(small_data.validation.labels)
    fitted = fit_temperature(probabilities[first], small_data.validation.labels[first])
    assert f"the fitted temperature is {fitted:.3f}." in texts(app)
    press(app, "Fit the temperature")
    assert app.slider(key="temperature").value == on_slider(fitted) != 1


@pytest.mark.parametrize(
    ("fitted", "shown"), [(1.238, 1.25), (0.974, 0.95), (0.05, 0.25), (20.0, 4.0)]
)
def test_the_slider_takes_the_nearest_step_that_it_has(fitted: float, shown: float) -> None:
    assert on_slider(fitted) == shown


def test_a_high_temperature_makes_one_garment_less_sure(app: AppTest) -> None:
    def highest() -> float:
        [bars] = protos(app, "bidi_component")
        return max(float(bar["probability"]) for bar in json.loads(bars.json)["bars"])

    cold = highest()
    warm(app, 4.0)
    assert highest() < cold


def test_the_temperature_in_the_address_is_taken(lab: None, small_data: Dataset) -> None:
    app = component(script, model=MODEL, data=small_data)
    app.query_params["temperature"] = "1.5"
    app.run()
    assert not app.exception
    assert app.slider(key="temperature").value == 1.5
    assert list(app.table[0].value)[1:] == ["Temperature 1", "Temperature 1.5"]
