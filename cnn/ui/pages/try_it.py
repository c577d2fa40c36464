"""Show the network a garment and see its prediction."""

from typing import TYPE_CHECKING

import streamlit as st

from cnn import pretrained
from cnn.errors import UnusableImage
from cnn.ui.components.charts import picture
from cnn.ui.components.garment_input import garment_input
from cnn.ui.components.live_text import live_text
from cnn.ui.components.model_picker import TrainedModel, model_picker
from cnn.ui.components.prediction import known_classes, prediction
from cnn.ui.components.similar_garments import similar_garments
from cnn.ui.errors import show_errors
from cnn.ui.resources import classifier
from cnn.ui.state import state

if TYPE_CHECKING:
    from cnn.preprocessing.prepare import PreparedImage

STEP_SIDE = 168
"""Of a preprocessing step's picture: six screen pixels for each of the network's 28."""


@st.fragment
def try_it() -> None:
    left, right = st.columns([2, 3], gap="large")
    with right:
        model = model_picker(default=pretrained.DEFAULT)
    with left:
        prepared, message = prepared_image()
    with right, live_text("answer"), show_errors():
        if prepared is None:
            st.header("No prediction yet", anchor=False)
            st.write(message)
            known_classes()
        else:
            classify(model, prepared)
    if prepared is not None:
        steps(prepared)
        with show_errors():
            similar_garments(model, prepared)


def prepared_image() -> "tuple[PreparedImage | None, str]":
    """What to classify, or else a sentence that says what to do."""
    try:
        given = garment_input()
        if given.picture is None:
            return None, given.invitation
        # Imports OpenCV: not before the first page is shown.
        from cnn.preprocessing.prepare import prepare

        picture, fill = given.picture, None if given.fill else False
        mirrored, crop = given.mirrored, given.crop
        prepared = state().prepared.get(
            (picture, fill, mirrored, crop),
            lambda: prepare(picture, fill=fill, mirrored=mirrored, crop=crop),
        )
        return prepared, ""
    except UnusableImage as error:
        return None, str(error)


def classify(model: TrainedModel, prepared: "PreparedImage") -> None:
    prediction(classifier(model.path).recognize(prepared.image))
    for warning in prepared.warnings:
        st.warning(warning, icon=":material/info:")


def steps(prepared: "PreparedImage") -> None:
    st.subheader("What the network sees", anchor=False)
    with live_text("steps", horizontal=True):
        for step in prepared.steps:
            picture(step.picture, f"Preprocessing step: {step.title}", STEP_SIDE, step.title)


st.title("What is this garment?", anchor=False)
try_it()
