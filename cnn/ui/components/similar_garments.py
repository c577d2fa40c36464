"""The training garments that the network finds most similar to the picture."""

from typing import TYPE_CHECKING

import streamlit as st

from cnn.data.labels import CLASS_NAMES
from cnn.ui.components.charts import garment
from cnn.ui.components.dataset_gate import dataset_or_progress
from cnn.ui.components.model_picker import TrainedModel
from cnn.ui.resources import neighbors

if TYPE_CHECKING:
    from cnn.preprocessing.prepare import PreparedImage

WIDTH = 112
"""Of a garment, in pixels."""

POLL = 0.3
"""Seconds between two updates of the progress bar."""


def similar_garments(model: TrainedModel, prepared: "PreparedImage") -> None:
    """Shown on request: the first time, the network has to see all training garments."""
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
    near = index.get().of(prepared.image)
    if near.is_outlier:
        own = model.record.source == data.source
        known = "the network was trained on" if own else "shown here"
        st.warning(f"This looks unlike any garment {known}.")
    with st.container(horizontal=True):
        for neighbor in near.indices:
            name = CLASS_NAMES[data.training.labels[neighbor]]
            garment(
                data.training.images[neighbor], f"Training garment: {name}", WIDTH, caption=name
            )
