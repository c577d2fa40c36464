"""Browse what a model gets right and wrong among the validation garments."""

import numpy as np
import streamlit as st

from cnn import pretrained
from cnn.data.dataset import Dataset, DataSource, Garments
from cnn.data.labels import CLASS_NAMES
from cnn.plots import answer_png, percent
from cnn.ui.components.charts import garment
from cnn.ui.components.class_bars import class_bars
from cnn.ui.components.dataset_gate import dataset_or_progress
from cnn.ui.components.model_picker import model_picker
from cnn.ui.resources import validation_probabilities

PER_PAGE = 24
# Width in pixels: five for each of a garment's.
CARD = 140


def chosen(garments: Garments, answers: np.ndarray) -> np.ndarray:
    """The numbers of the garments that the filters let through."""
    filters = st.columns([2, 3], vertical_alignment="bottom")
    with filters[0]:
        of_class = st.selectbox(
            "True class",
            range(len(CLASS_NAMES)),
            index=None,
            format_func=CLASS_NAMES.__getitem__,
            placeholder="All ten classes",
            key="true_class",
            persist_state="session",
        )
    with filters[1]:
        verdict = st.segmented_control(
            "Answer",
            ["All", "Right", "Wrong"],
            default="All",
            required=True,
            key="verdict",
            persist_state="session",
        )
    let_through = np.ones(len(garments), bool)
    if of_class is not None:
        let_through &= garments.labels == of_class
    if verdict != "All":
        let_through &= (answers == garments.labels) == (verdict == "Right")
    return np.flatnonzero(let_through)


def grid(numbers: np.ndarray, data: Dataset, probabilities: np.ndarray) -> None:
    """One page of cards, and the way to the others below it."""
    cards = st.container(horizontal=True)
    # Another choice of garments starts at its first page.
    page = st.pagination(-(-len(numbers) // PER_PAGE), key=f"page_of_{hash(numbers.tobytes())}")
    with cards:
        for number in numbers[(page - 1) * PER_PAGE : page * PER_PAGE]:
            card(int(number), data, probabilities)


def card(number: int, data: Dataset, probabilities: np.ndarray) -> None:
    garments = data.validation
    truth, answer = int(garments.labels[number]), int(probabilities[number].argmax())
    said = f"{CLASS_NAMES[answer]} {percent(probabilities[number, answer])}"
    with st.container(width=CARD, gap="xxsmall", horizontal_alignment="center"):
        garment(
            garments.images[number],
            f"Garment {number + 1}, {CLASS_NAMES[truth]}",
            CARD,
            caption=CLASS_NAMES[truth],
        )
        if st.button(
            said if answer == truth else f":red[{said}]",
            icon=":material/check:" if answer == truth else ":material/close:",
            type="tertiary",
            key=f"open_{number}",
            help=f"In truth: {CLASS_NAMES[truth]}. Open it.",
        ):
            open_garment(number, data, probabilities)


@st.dialog("One garment", width="large")
def open_garment(number: int, data: Dataset, probabilities: np.ndarray) -> None:
    garments, generated = (
        data.validation,
        ", generated" if data.source == DataSource.GENERATED else "",
    )
    truth, answer = int(garments.labels[number]), int(probabilities[number].argmax())
    picture, bars = st.columns([2, 3], gap="large")
    with picture:
        garment(garments.images[number], f"Garment {number + 1}, {CLASS_NAMES[truth]}", 224)
        st.markdown(f"In truth: **{CLASS_NAMES[truth]}**")
        st.markdown(f"Answer: **{CLASS_NAMES[answer]}**")
        st.caption(f"Garment {number + 1:,} of {len(garments):,}{generated}")
        st.download_button(
            "As a figure",
            lambda: answer_png(
                garments.images[number], probabilities[number], CLASS_NAMES[truth] + generated
            ),
            f"garment-{number + 1}.png",
            icon=":material/download:",
            on_click="ignore",
        )
    with bars:
        class_bars(probabilities[number], key="garment_bars")


st.title("What does it get right?", anchor=False)
model = model_picker(default=pretrained.ARTICLE_CNN)
data = dataset_or_progress()
if data is not None:
    probabilities = validation_probabilities(model.path, data.source, data)
    answers = probabilities.argmax(axis=1)
    numbers = chosen(data.validation, answers)
    if len(numbers) == 0:
        st.info("No garment fits these filters. Choose another class or answer.")
    else:
        made = "generated " if data.source == DataSource.GENERATED else ""
        st.write(f"{len(numbers):,} of {len(data.validation):,} {made}validation garments")
        grid(numbers, data, probabilities)
