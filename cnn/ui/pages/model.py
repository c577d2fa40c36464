"""How good a model is: where it fails, and how far its answers can be trusted."""

import streamlit as st

from cnn.ui.components.calibration import calibration
from cnn.ui.components.confusion import confusion
from cnn.ui.components.dataset_gate import dataset_or_progress, generated_label
from cnn.ui.components.garment_map import garment_map
from cnn.ui.components.hard_cases import hard_cases
from cnn.ui.components.label_suspects import label_suspects
from cnn.ui.components.model_card import model_card
from cnn.ui.components.model_picker import TrainedModel, model_picker
from cnn.ui.components.record_metrics import record_metrics
from cnn.ui.components.robustness import robustness
from cnn.ui.components.sealed_result import sealed_result
from cnn.ui.components.validation_gate import validation_probabilities
from cnn.ui.components.views import choose_view
from cnn.ui.resources import provider

SAMPLES = "cnn/ui/pages/samples.py"


def mistakes(model: TrainedModel) -> None:
    data = dataset_or_progress()
    if data is not None:
        probabilities = validation_probabilities(model.path, data)
        confusion(probabilities, data.validation.labels, SAMPLES)


def on_a_map(model: TrainedModel) -> None:
    data = dataset_or_progress()
    if data is not None:
        garment_map(model, data)


def how_sure(model: TrainedModel) -> None:
    data = dataset_or_progress()
    if data is not None:
        calibration(model, data)


def how_steady(model: TrainedModel) -> None:
    data = dataset_or_progress()
    if data is not None:
        robustness(model, data)


def hard(model: TrainedModel) -> None:
    data = dataset_or_progress()
    if data is not None:
        probabilities = validation_probabilities(model.path, data)
        hard_cases(data.validation, probabilities, SAMPLES)


def doubtful_labels(model: TrainedModel) -> None:
    data = dataset_or_progress()
    if data is not None:
        probabilities = validation_probabilities(model.path, data)
        label_suspects(data.validation, probabilities, data.source, SAMPLES)


def card(model: TrainedModel) -> None:
    data = dataset_or_progress()
    if data is not None:
        probabilities = validation_probabilities(model.path, data)
        model_card(model, data.source, probabilities, data.validation.labels)


VIEWS = {
    "What it confuses": mistakes,
    "Map": on_a_map,
    "How sure": how_sure,
    "How steady": how_steady,
    "Hard cases": hard,
    "Wrong labels?": doubtful_labels,
    "Model card": card,
}

st.title("How good is it?", anchor=False)
with st.container(horizontal=True, gap="medium"):
    model = model_picker()
    record_metrics(model.record)
generated_label(model.record.source, "Trained and evaluated on generated garments")
view = choose_view(VIEWS)
view(model)
# Not before the view above it is there, which would move it.
if view in (mistakes, card) and provider().dataset is not None:
    sealed_result(model.record, model.id, model.run)
