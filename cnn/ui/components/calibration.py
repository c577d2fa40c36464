"""Whether a model is right as often as it is sure, and how a temperature corrects it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.calibration import (
    BINS,
    Bin,
    at_temperature,
    expected_calibration_error,
    fit_temperature,
    halves,
    reliability,
)
from cnn.evaluation.metrics import Score, score
from cnn.plots.reliability import COUNT_HEIGHT, HEIGHT, confidence_histogram, reliability_diagram
from cnn.ui.components.charts import chart
from cnn.ui.components.class_bars import class_bars
from cnn.ui.components.garment_at_hand import garment_at_hand
from cnn.ui.components.live_text import live_text
from cnn.ui.components.model_picker import TrainedModel
from cnn.ui.components.reserved import reserved
from cnn.ui.components.validation_gate import validation_probabilities
from cnn.ui.resources import classifier

KEY = "temperature"

FITTED = "temperature_fitted"
"""Names whether the button has just set the slider."""

LOWEST, HIGHEST, STEP = 0.25, 4.0, 0.05
"""Of the slider."""

BARS_HEIGHT, TABLE_HEIGHT = 300, 122
"""In pixels."""


@dataclass(frozen=True)
class Calibration:
    """How a model does on the half of the garments that the temperature was not fitted to."""

    bins: list[Bin]
    score: Score

    @property
    def error(self) -> float:
        return expected_calibration_error(self.bins)


ROWS: dict[str, Callable[[Calibration], str]] = {
    "Expected calibration error": lambda found: f"{found.error:.2%}",
    "Loss": lambda found: f"{found.score.loss:.4f}",
    "Accuracy": lambda found: f"{found.score.accuracy:.2%}",
}
"""Of the table, each with what it says."""


def calibration(model: TrainedModel, data: Dataset) -> None:
    st.caption(
        "A model that is 80% sure should be right 8 times out of 10. Here you see whether it is. "
        "One number, the temperature, changes how sure it is: above 1 less, below 1 more."
    )
    probabilities = validation_probabilities(model.path, data)
    labels = data.validation.labels
    fit = _fit(model.path, data.source, probabilities, labels)
    temperature = _temperature(fit)
    others = probabilities[fit.second], labels[fit.second]
    # Until another temperature is chosen, the fitted one is worth a look.
    compared = fit.temperature if temperature == 1 else temperature
    left, right = st.columns([3, 2], gap="large")
    with left:
        _diagram(_calibration(*others, temperature), len(fit.second))
    with right:
        _numbers({each: _calibration(*others, each) for each in (1.0, compared)})
        _one_garment(model, data, temperature)


@dataclass(frozen=True)
class Fit:
    temperature: float
    first: np.ndarray
    """The indices of the garments that it was fitted to, int."""
    second: np.ndarray
    """The indices of the others, int."""


@st.cache_data(show_spinner=False, max_entries=64)
def _fit(path: Path, source: str, _probabilities: np.ndarray, _labels: np.ndarray) -> Fit:
    first, second = halves(_labels)
    return Fit(fit_temperature(_probabilities[first], _labels[first]), first, second)


def on_slider(temperature: float) -> float:
    """The value of the slider that is nearest to a temperature."""
    return round(min(HIGHEST, max(LOWEST, round(temperature / STEP) * STEP)), 2)


def _temperature(fit: Fit) -> float:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen: float = reserved("temperature_place", 68, width=420).slider(
            "Temperature",
            LOWEST,
            HIGHEST,
            # With a default, Streamlit warns of a value that a button has set.
            None if st.session_state.pop(FITTED, False) else 1.0,
            STEP,
            key=KEY,
            bind="query-params",
            help="Divides the outputs before softmax. Above 1: less sure. Below 1: surer.",
        )
        st.button(
            "Fit the temperature",
            icon=":material/tune:",
            key="fit_temperature",
            on_click=_set_temperature,
            args=(on_slider(fit.temperature),),
            help="Looks for the temperature with the lowest loss.",
        )
    with live_text("fit"):
        st.caption(
            f"On one half of the validation garments, {len(fit.first):,} of them, the fitted "
            f"temperature is {fit.temperature:.3f}. Everything below is about the other half."
        )
    return chosen


def _set_temperature(value: float) -> None:
    st.session_state[KEY] = value
    st.session_state[FITTED] = True


def _calibration(probabilities: np.ndarray, labels: np.ndarray, temperature: float) -> Calibration:
    scaled = at_temperature(probabilities, temperature)
    return Calibration(reliability(scaled, labels), score(scaled, labels))


def _diagram(shown: Calibration, garments: int) -> None:
    st.header("How sure, and how often right", anchor=False)
    chart(reliability_diagram(shown.bins), key="reliability", place=HEIGHT)
    chart(confidence_histogram(shown.bins), key="confidences", place=COUNT_HEIGHT)
    st.caption(
        f"The {garments:,} garments are sorted by how sure the model is of its answer. A bar shows "
        "how often these answers are right. If it ends below the dashed line, the model is too "
        "sure; above it, not sure enough. The orange line is the gap."
    )


def _numbers(by_temperature: dict[float, Calibration]) -> None:
    st.header("Before and after", anchor=False)
    columns = {f"Temperature {each:.4g}": found for each, found in by_temperature.items()}
    with live_text("calibration"):
        reserved("calibration_table", TABLE_HEIGHT, grows=True).table(
            [
                {"Measure": row} | {name: written(values) for name, values in columns.items()}
                for row, written in ROWS.items()
            ],
            hide_index=True,
            border="horizontal",
            alt=f"Errors by temperature: {', '.join(columns)}",
        )
    st.caption(
        f"The expected calibration error is the mean gap over all garments, in {BINS} bins. The "
        "accuracy stays the same: dividing all ten outputs by one number keeps their order, so "
        "the highest one remains the highest."
    )


def _one_garment(model: TrainedModel, data: Dataset, temperature: float) -> None:
    st.header("One garment", anchor=False)
    at_hand = garment_at_hand(model, data)
    assert at_hand is not None, "there is a dataset"
    probabilities = classifier(model.path).classify(at_hand.image[np.newaxis])
    truth = CLASS_NAMES.index(at_hand.name) if at_hand.name in CLASS_NAMES else None
    with reserved("garment_bars_place", BARS_HEIGHT, grows=True):
        class_bars(at_temperature(probabilities, temperature)[0], key="sure_bars", truth=truth)
