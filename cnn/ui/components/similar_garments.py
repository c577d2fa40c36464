"""The training garments that the network finds most similar to the picture."""

import numpy as np
import streamlit as st

from cnn.data.labels import CLASS_NAMES
from cnn.ui.components.charts import garment
from cnn.ui.components.dataset_gate import dataset_or_progress
from cnn.ui.components.model_picker import TrainedModel
from cnn.ui.resources import neighbors

WIDTH = 112
"""Of a garment, in pixels."""

POLL = 0.3
"""Seconds between two updates of the progress bar."""


def similar_garments(model: TrainedModel, image: np.ndarray) -> None:
    """Those of the network's input, float32 (28, 28) in 0..1, on request: the first time, the
    network has to see all training garments."""
    st.subheader("Most similar training garments", anchor=False)
    if not st.toggle(
        "Show similar garments",
        key="similar",
        persist_state="session",
        help="The nearest of the 48,000 training garments, by distance in the network's last "
        "hidden layer.",
    ):
        return
    data = dataset_or_progress()
    if data is None:
        return
    index = neighbors(model.path, data.source, data)
    index.start()
    bar = st.empty()
    while index.result is None and index.error is None:
        done, total = index.progress
        bar.progress(done / total if total else 0.0, "Comparing with the training garments")
        index.wait(POLL)
    bar.empty()
    with st.container(horizontal=True):
        for neighbor in index.get().of(image):
            name = CLASS_NAMES[data.training.labels[neighbor]]
            garment(
                data.training.images[neighbor], f"Training garment: {name}", WIDTH, caption=name
            )
