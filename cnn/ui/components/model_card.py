"""A model's card on the page, with the button that downloads it."""

import numpy as np
import streamlit as st

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.evaluation.metrics import confusion_matrix
from cnn.runs.model_card import SOURCE, ModelCard, Section, markdown, sections
from cnn.runs.record import recipe_of
from cnn.ui.components.model_picker import TrainedModel
from cnn.ui.components.run_settings import settings
from cnn.ui.state import state

FILE_NAME = "model-card.md"


def model_card(
    model: TrainedModel, source: DataSource, probabilities: np.ndarray, labels: np.ndarray
) -> None:
    """The card with the model's figures on validation garments of a source: probabilities
    float (n, 10), labels int (n,).
    """
    card = ModelCard(
        name=_name(model),
        record=model.record,
        settings=settings(recipe_of(model.record)),
        source=source,
        matrix=confusion_matrix(probabilities, labels),
        revealed=_revealed(model),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            "A model card tells others what a model is, how good it is and what it should not be "
            "used for.",
            width="stretch",
        )
        st.download_button(
            "Download model card",
            lambda: markdown(card),
            FILE_NAME,
            mime="text/markdown",
            icon=":material/download:",
            on_click="ignore",
        )
    *about, figures, failures = sections(card)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show(about)
    with right:
        _show([figures, failures])
    st.caption(SOURCE)


def _show(parts: list[Section]) -> None:
    for part in parts:
        st.header(part.title, anchor=False)
        st.markdown(part.text)


def _name(model: TrainedModel) -> str:
    if model.run is not None:
        return model.run.name
    return next(found.title for found in pretrained.PRETRAINED_MODELS if found.name == model.id)


def _revealed(model: TrainedModel) -> bool:
    """As the sealed result on the page is."""
    return model.run.revealed if model.run else model.id in state().revealed
