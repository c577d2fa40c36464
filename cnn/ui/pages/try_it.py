"""Show the network a garment and see its answer."""

import streamlit as st

from cnn.classes import CLASS_NAMES
from cnn.errors import UnusableImage
from cnn.figures import class_bars, percent
from cnn.garment_image import PreparedImage, prepare
from cnn.ui.components.charts import chart, picture
from cnn.ui.components.garment_input import Given, garment_input
from cnn.ui.components.model_picker import TrainedModel, model_picker
from cnn.ui.resources import classifier

# Below this probability the answer is called a guess.
UNSURE = 0.5

STEP_HEIGHT = 150


@st.fragment
def try_it() -> None:
    shown, answered = st.columns([2, 3], gap="large")
    with answered:
        model = model_picker()
    with shown:
        prepared, message = _look_at_garment()
    with answered:
        _answer(model, prepared, message)
    if prepared:
        _what_the_network_sees(prepared)


def _look_at_garment() -> tuple[PreparedImage | None, str]:
    """What to classify, or else what to tell the visitor."""
    try:
        given: Given = garment_input()
        fill = st.toggle(
            "Fill closed outlines",
            value=True,
            key="fill",
            persist_state="session",
            help="Fashion-MNIST's garments are solid; an empty outline is nothing it has seen.",
        )
        if given.picture is None:
            return None, given.invitation
        return prepare(given.picture, fill=None if fill else False), ""
    except UnusableImage as error:
        return None, str(error)


def _answer(model: TrainedModel, prepared: PreparedImage | None, message: str) -> None:
    if prepared is None:
        st.header("No answer yet", anchor=False)
        st.write(message)
        chart(class_bars(None), key="class_bars")
        return
    probabilities = recognise(classifier(model.path), prepared)
    winner = int(probabilities.argmax())
    sure = float(probabilities[winner])
    st.header(CLASS_NAMES[winner], anchor=False)
    st.write(
        f"The network is {percent(sure)} sure."
        if sure >= UNSURE
        else f"A guess: the network gives it only {percent(sure)}."
    )
    for warning in prepared.warnings:
        st.warning(warning)
    chart(class_bars(probabilities), key="class_bars")


def _what_the_network_sees(prepared: PreparedImage) -> None:
    st.subheader("What the network sees", anchor=False)
    with st.container(horizontal=True):
        for step in prepared.steps:
            picture(step.picture, f"The garment, step: {step.title}", STEP_HEIGHT, step.title)


st.title("What is this garment?", anchor=False)
try_it()
