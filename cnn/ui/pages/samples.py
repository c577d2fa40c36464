"""The validation garments with a model's predictions."""

import numpy as np
import streamlit as st

from cnn import pretrained
from cnn.data.dataset import Dataset, DataSource, Garments
from cnn.data.labels import CLASS_NAMES
from cnn.plots import percent, prediction_png
from cnn.ui.components.charts import garment
from cnn.ui.components.class_bars import class_bars
from cnn.ui.components.dataset_gate import dataset_or_progress
from cnn.ui.components.live_text import live_text
from cnn.ui.components.model_picker import model_picker
from cnn.ui.resources import validation_probabilities

PER_PAGE = 24

CARD_WIDTH = 140
LARGE_WIDTH = 224
"""Pixels, five and eight for each of a garment's."""

OPENED = "opened_garment"
"""Names the arguments of the open dialog, for a rerun that the visitor did not cause."""


def filtered(garments: Garments, predictions: np.ndarray) -> np.ndarray:
    """The indices of the garments that match the visitor's filters."""
    filters = st.columns([2, 3], vertical_alignment="bottom")
    with filters[0]:
        label = st.selectbox(
            "Label",
            range(len(CLASS_NAMES)),
            index=None,
            format_func=CLASS_NAMES.__getitem__,
            placeholder="All ten classes",
            key="label",
            persist_state="session",
        )
    with filters[1]:
        outcome = st.segmented_control(
            "Prediction",
            ["All", "Correct", "Wrong"],
            default="All",
            required=True,
            key="outcome",
            persist_state="session",
        )
    matches = np.ones(len(garments), bool)
    if label is not None:
        matches &= garments.labels == label
    if outcome != "All":
        matches &= (predictions == garments.labels) == (outcome == "Correct")
    return np.flatnonzero(matches)


def grid(indices: np.ndarray, data: Dataset, probabilities: np.ndarray) -> None:
    """One page of cards, with the way to the others below."""
    cards = st.container(horizontal=True)
    # The key depends on the garments: another selection starts at its first page.
    page = st.pagination(-(-len(indices) // PER_PAGE), key=f"page_of_{hash(indices.tobytes())}")
    with cards:
        for index in indices[(page - 1) * PER_PAGE : page * PER_PAGE]:
            card(int(index), data, probabilities)


def card(index: int, data: Dataset, probabilities: np.ndarray) -> None:
    label, prediction = int(data.validation.labels[index]), int(probabilities[index].argmax())
    text = f"{CLASS_NAMES[prediction]} {percent(probabilities[index, prediction])}"
    correct = prediction == label
    with st.container(width=CARD_WIDTH, gap="xxsmall", horizontal_alignment="center"):
        garment(
            data.validation.images[index],
            f"Garment {index + 1}: {CLASS_NAMES[label]}",
            CARD_WIDTH,
            caption=CLASS_NAMES[label],
        )
        if st.button(
            text if correct else f":red[{text}]",
            icon=":material/check:" if correct else ":material/close:",
            type="tertiary",
            key=f"open_{index}",
            help="Show details",
        ):
            st.session_state[OPENED] = (index, data, probabilities)


def _close() -> None:
    st.session_state.pop(OPENED, None)


@st.dialog("Garment details", width="large", on_dismiss=_close)
def details(index: int, data: Dataset, probabilities: np.ndarray) -> None:
    garments = data.validation
    generated = ", generated" if data.source == DataSource.GENERATED else ""
    label = CLASS_NAMES[garments.labels[index]]
    prediction = CLASS_NAMES[probabilities[index].argmax()]
    left, right = st.columns([2, 3], gap="large")
    with left, live_text("details"):
        garment(garments.images[index], f"Garment {index + 1}: {label}", LARGE_WIDTH)
        st.markdown(f"Label: **{label}**")
        st.markdown(f"Prediction: **{prediction}**")
        st.caption(f"Garment {index + 1:,} of {len(garments):,}{generated}")
        st.download_button(
            "Download figure",
            lambda: prediction_png(
                garments.images[index], probabilities[index], f"Label: {label}{generated}"
            ),
            f"garment-{index + 1}.png",
            icon=":material/download:",
            on_click="ignore",
        )
    with right:
        class_bars(probabilities[index], key="garment_bars")


st.title("What does it get right?", anchor=False)
model = model_picker(default=pretrained.ARTICLE_CNN)
data = dataset_or_progress()
if data is not None:
    probabilities = validation_probabilities(model.path, data.source, data)
    indices = filtered(data.validation, probabilities.argmax(axis=1))
    if len(indices) == 0:
        st.info("No garments match these filters. Choose another label or prediction.")
    else:
        generated = "generated " if data.source == DataSource.GENERATED else ""
        with live_text("garments"):
            st.write(f"{len(indices):,} of {len(data.validation):,} {generated}validation garments")
            grid(indices, data, probabilities)
if OPENED in st.session_state:
    details(*st.session_state[OPENED])
