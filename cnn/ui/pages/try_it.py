"""Show the network a garment and see its answer."""

from typing import TYPE_CHECKING

import streamlit as st

from cnn import assets
from cnn.classes import CLASS_NAMES
from cnn.errors import UnusableImage
from cnn.figures import percent
from cnn.ui.components.charts import picture
from cnn.ui.components.class_bars import class_bars
from cnn.ui.components.garment_input import garment_input
from cnn.ui.components.model_picker import TrainedModel, model_picker
from cnn.ui.components.similar_garments import similar_garments
from cnn.ui.faults import told_in_a_sentence
from cnn.ui.resources import classifier

if TYPE_CHECKING:
    from cnn.garment_image import PreparedImage

# Below this probability the answer is called a guess.
UNSURE = 0.5

# Six screen pixels for each of the 28.
STEP_SIDE = 168
KNOWN_WIDTH = 100


@st.fragment
def try_it() -> None:
    shown, answered = st.columns([2, 3], gap="large")
    with answered:
        model = model_picker(default=assets.DEFAULT)
    with shown:
        prepared, message = _look_at_garment()
    with answered, told_in_a_sentence():
        _answer(model, prepared, message)
    if prepared:
        _what_the_network_sees(prepared)
        with told_in_a_sentence():
            similar_garments(model, prepared)


def _look_at_garment() -> "tuple[PreparedImage | None, str]":
    """What to classify, or else what to tell the visitor."""
    try:
        given = garment_input()
        if given.picture is None:
            return None, given.invitation
        # OpenCV and all that follows: the first page is drawn without them.
        from cnn.garment_image import prepare

        fill = None if given.fill else False
        return prepare(given.picture, fill=fill, mirrored=given.mirrored, crop=given.crop), ""
    except UnusableImage as error:
        return None, str(error)


def _answer(model: TrainedModel, prepared: "PreparedImage | None", message: str) -> None:
    if prepared is None:
        st.header("No answer yet", anchor=False)
        st.write(message)
        _what_it_knows()
        return
    from cnn.recognition import recognise

    probabilities = recognise(classifier(model.path), prepared)
    winner = int(probabilities.argmax())
    sure = float(probabilities[winner])
    st.header(CLASS_NAMES[winner], anchor=False)
    st.write(
        f"The network is {percent(sure)} sure."
        if sure >= UNSURE
        else f"A guess: the network gives it only {percent(sure)}."
    )
    class_bars(probabilities, key="class_bars")
    for warning in prepared.warnings:
        st.warning(warning, icon=":material/info:")


def _what_it_knows() -> None:
    """The ten garments, where the bars will be."""
    st.caption("These are the ten garments that it knows.")
    with st.container(horizontal=True):
        for name, path in assets.example_drawings().items():
            st.image(path, name, width=KNOWN_WIDTH, alt=f"A drawing: {name}")


def _what_the_network_sees(prepared: "PreparedImage") -> None:
    st.subheader("What the network sees", anchor=False)
    with st.container(horizontal=True):
        for step in prepared.steps:
            picture(step.picture, f"The garment, step: {step.title}", STEP_SIDE, step.title)


st.title("What is this garment?", anchor=False)
try_it()
