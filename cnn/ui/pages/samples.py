"""What a model makes of garments that it has not learned from: to look at, and to beat it at."""

import streamlit as st

from cnn.data.dataset import DataSource
from cnn.ui.components.dataset_gate import dataset_or_progress
from cnn.ui.components.garment_cards import garment_cards
from cnn.ui.components.garment_details import garment_details
from cnn.ui.components.garment_filters import garment_filters
from cnn.ui.components.guessing import guess_switch
from cnn.ui.components.live_text import live_text
from cnn.ui.components.model_picker import TrainedModel, model_picker
from cnn.ui.components.quiz import quiz
from cnn.ui.components.validation_gate import validation_probabilities
from cnn.ui.components.views import choose_view

BEAT_IT = "Beat it"


def browse(model: TrainedModel) -> None:
    data = dataset_or_progress()
    if data is None:
        return
    garments = data.validation
    probabilities = validation_probabilities(model.path, data)
    filters = garment_filters()
    guess = guess_switch()
    selection = filters.select(garments.labels, probabilities)
    garment_details(selection, data, probabilities, guess=guess)
    if len(selection) == 0:
        st.info("No garments match these filters. Choose another label or prediction.")
        return
    generated = "generated " if data.source == DataSource.GENERATED else ""
    with live_text("garments"):
        st.write(filters.count(len(selection), garments.labels, generated))
        garment_cards(selection, garments, probabilities, guess=guess)


def beat_it(model: TrainedModel) -> None:
    data = dataset_or_progress()
    if data is not None:
        quiz(model, data, {"view": BEAT_IT})


VIEWS = {
    "Browse": browse,
    BEAT_IT: beat_it,
}

st.title("What does it get right?", anchor=False)
model = model_picker()
choose_view(VIEWS)(model)
