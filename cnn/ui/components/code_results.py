"""What the cells of the article's code print and draw, for a trained network."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.plots.figures import first_image_png, loss_curve_png, probabilities_png
from cnn.runs.record import RunRecord
from cnn.runs.run import Run
from cnn.ui.components.sealed_result import sealed_result
from cnn.ui.resources import validation_probabilities

FIGURE_WIDTH = 420
"""In pixels."""


@dataclass(frozen=True)
class Trained:
    """A run, or a pre-trained model (``run`` is ``None``), of the code on the page."""

    id: str
    title: str
    path: Path
    record: RunRecord
    run: Run | None


def loss_curve(trained: Trained) -> None:
    png = _loss_curve(trained.record.to_json(), trained.record, trained.title)
    best = trained.record.history.best
    assert best is not None, "a finished run has at least one epoch"
    alt = f"Training and validation loss by epoch; best: {best.val_loss:.3f} in epoch {best.epoch}"
    st.image(png, width=FIGURE_WIDTH, alt=alt)


def validation(trained: Trained) -> None:
    score = trained.record.validation
    st.code(f"validation loss {score.loss:.4f}, accuracy {score.accuracy:.4f}", language=None)


def first_image(data: Dataset) -> None:
    label = CLASS_NAMES[data.validation.labels[0]]
    st.image(
        _first_image(data.source, data),
        width=FIGURE_WIDTH,
        alt=f"The first validation image, a {label.lower()}, dark on light",
    )


def prediction(trained: Trained, data: Dataset) -> None:
    probabilities = validation_probabilities(trained.path, data.source, data)[0]
    answer, label = CLASS_NAMES[probabilities.argmax()], CLASS_NAMES[data.validation.labels[0]]
    numbers = np.array2string(probabilities, max_line_width=50)
    st.code(f"{numbers}\nprediction: {answer}, label: {label}", language=None, wrap_lines=True)
    st.image(
        _bars(probabilities.tobytes(), probabilities),
        width=FIGURE_WIDTH,
        alt=f"Bars of the ten probabilities; the highest is that of {answer}",
    )


def test_result(trained: Trained) -> None:
    if trained.run is None:
        sealed_result(trained.record, trained.id, None)
    elif trained.run.revealed:
        score = trained.record.test
        st.code(f"test loss {score.loss:.4f}, accuracy {score.accuracy:.4f}", language=None)
    else:
        st.caption("Sealed. The run above has the button that reveals it.")


# Matplotlib takes a tenth of a second for a figure.
@st.cache_data(show_spinner=False, max_entries=100)
def _loss_curve(key: str, _record: RunRecord, title: str) -> bytes:
    return loss_curve_png(_record, title)


@st.cache_data(show_spinner=False, max_entries=4)
def _first_image(source: str, _data: Dataset) -> bytes:
    return first_image_png(_data.validation.images[0])


@st.cache_data(show_spinner=False, max_entries=100)
def _bars(key: bytes, _probabilities: np.ndarray) -> bytes:
    return probabilities_png(_probabilities)
