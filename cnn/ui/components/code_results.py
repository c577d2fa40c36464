"""What the cells of the article's code print and draw, for a trained network."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.plots.article_figures import garment_png, losses_png, probabilities_png
from cnn.runs.fit_output import fit_output
from cnn.runs.history import History
from cnn.runs.record import RunRecord
from cnn.runs.run import Run, RunView
from cnn.ui.components.sealed_result import sealed_result
from cnn.ui.components.validation_gate import validation_probabilities

FIGURE_WIDTH = 360
"""In pixels."""

MOST_LINES, LINE_HEIGHT, PADDING = 12, 19.84, 16
"""Of what ``fit`` prints: the lines in view, and pixels."""


@dataclass(frozen=True)
class Trained:
    """A run, or a pre-trained model (``run`` is ``None``), of the code on the page."""

    id: str
    path: Path
    record: RunRecord
    run: Run | None


def data_loaded(data: Dataset, training_images: int) -> None:
    """``training_images``: how many of them the code trains on."""
    training = data.training.first(training_images)
    shapes = " ".join(
        f"({len(garments)}, 28, 28, 1)" for garments in (training, data.validation, data.test)
    )
    st.code(shapes, language=None, wrap_lines=True)
    _figure(
        _garment(data.source, "training", training.images[0]),
        f"The first training image, of the class {CLASS_NAMES[training.labels[0]]}",
    )


def fit_lines(view: RunView, epochs: int, batches: int) -> None:
    """The newest lines stay in view."""
    lines = fit_output(view, epochs, batches)
    height = round(min(MOST_LINES, 2 * epochs) * LINE_HEIGHT + 2 * PADDING)
    with st.container(height=height, border=False, autoscroll=True, key="fit_lines"):
        st.code(lines or "The lines of the epochs appear here.", language=None, wrap_lines=True)


def loss_curve(history: History) -> None:
    best = history.best
    assert best is not None, "there is a curve from the first epoch on"
    _figure(
        _losses(history),
        "Training and validation loss by epoch; lowest validation loss: "
        f"{best.val_loss:.3f} in epoch {best.epoch}",
    )


def validation(trained: Trained) -> None:
    score = trained.record.validation
    st.code(f"validation loss {score.loss:.4f}, accuracy {score.accuracy:.4f}", language=None)


def first_image(data: Dataset) -> None:
    image, label = data.validation.images[0], CLASS_NAMES[data.validation.labels[0]]
    _figure(
        _garment(data.source, "validation", image),
        f"The first validation image, of the class {label}",
    )


def prediction(trained: Trained, data: Dataset) -> None:
    probabilities = validation_probabilities(trained.path, data)[0]
    answer, label = CLASS_NAMES[probabilities.argmax()], CLASS_NAMES[data.validation.labels[0]]
    numbers = np.array2string(probabilities, max_line_width=50)
    st.code(f"{numbers}\nprediction: {answer}, label: {label}", language=None, wrap_lines=True)
    _figure(
        _bars(probabilities.tobytes(), probabilities),
        f"Bars of the ten probabilities; the highest is that of {answer}",
    )
    st.caption(", ".join(f"{number} {name}" for number, name in enumerate(CLASS_NAMES, start=1)))


def test_result(trained: Trained) -> None:
    sealed_result(trained.record, trained.id, trained.run)


def _figure(png: bytes, alt: str) -> None:
    # Given its width in pixels, Streamlit would shrink the picture on each rerun of the page.
    with st.container(width=FIGURE_WIDTH):
        st.image(png, width="stretch", alt=alt)


# Matplotlib takes a tenth of a second for a figure.
@st.cache_data(show_spinner=False, max_entries=100)
def _losses(history: History) -> bytes:
    return losses_png(history)


@st.cache_data(show_spinner=False, max_entries=4)
def _garment(source: str, part: str, _image: np.ndarray) -> bytes:
    return garment_png(_image)


@st.cache_data(show_spinner=False, max_entries=100)
def _bars(key: bytes, _probabilities: np.ndarray) -> bytes:
    return probabilities_png(_probabilities)
