"""The validation garments with a model's predictions."""

import streamlit as st

from cnn.data.dataset import DataSource
from cnn.ui.components.dataset_gate import dataset_or_progress
from cnn.ui.components.garment_cards import garment_cards
from cnn.ui.components.garment_details import garment_details
from cnn.ui.components.garment_filters import garment_filters
from cnn.ui.components.guessing import guess_switch
from cnn.ui.components.live_text import live_text
from cnn.ui.components.model_picker import model_picker
from cnn.ui.resources import validation_probabilities

st.title("What does it get right?", anchor=False)
model = model_picker()
data = dataset_or_progress()
if data is not None:
    garments = data.validation
    probabilities = validation_probabilities(model.path, data.source, data)
    filters = garment_filters()
    guess = guess_switch()
    selection = filters.select(garments.labels, probabilities)
    garment_details(selection, data, probabilities, guess=guess)
    if len(selection) == 0:
        st.info("No garments match these filters. Choose another label or prediction.")
    else:
        generated = "generated " if data.source == DataSource.GENERATED else ""
        with live_text("garments"):
            st.write(filters.count(len(selection), garments.labels, generated))
            garment_cards(selection, garments, probabilities, guess=guess)
