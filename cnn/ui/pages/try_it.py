"""Show the network a garment and see its answer."""

from typing import TYPE_CHECKING

import streamlit as st

from cnn import pretrained
from cnn.data.labels import CLASS_NAMES
from cnn.errors import UnusableImage
from cnn.plots import percent
from cnn.ui.components.charts import picture
from cnn.ui.components.class_bars import class_bars
from cnn.ui.components.garment_input import garment_input
from cnn.ui.components.model_picker import TrainedModel, model_picker
from cnn.ui.components.similar_garments import similar_garments
from cnn.ui.errors import show_errors
from cnn.ui.resources import classifier

if TYPE_CHECKING:
    from cnn.preprocessing.prepare import PreparedImage

# Below this probability the answer is called a guess.
UNSURE = 0.5

# Six screen pixels for each of the 28.
STEP_SIDE = 168
KNOWN_WIDTH = 100


@st.fragment
def try_it() -> None:
    shown, answered = st.columns([2, 3], gap="large")
    with answered:
        model = model_picker(default=pretrained.DEFAULT)
    with shown:
        prepared, message = _look_at_garment()
    with answered, show_errors():
        _answer(model, prepared, message)
    if prepared:
        _what_the_network_sees(prepared)
        with show_errors():
            similar_garments(model, prepared)


def _look_at_garment() -> "tuple[PreparedImage | None, str]":
    """What to classify, or else what to tell the visitor."""
    try:
        given = garment_input()
        if given.picture is None:
            return None, given.invitation
        # OpenCV and all that follows: the first page is drawn without them.
        from cnn.preprocessing.prepare import prepare

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
    probabilities = classifier(model.path).recognize(prepared.image)
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
        for name, path in pretrained.example_drawings().items():
            st.image(path, name, width=KNOWN_WIDTH, alt=f"A drawing: {name}")


def _what_the_network_sees(prepared: "PreparedImage") -> None:
    st.subheader("What the network sees", anchor=False)
    with st.container(horizontal=True):
        for step in prepared.steps:
            picture(step.picture, f"The garment, step: {step.title}", STEP_SIDE, step.title)


st.title("What is this garment?", anchor=False)
try_it()
