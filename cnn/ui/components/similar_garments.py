"""The training garments that the network finds most like the picture."""

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
A_MOMENT = 0.3
"""Seconds between two looks at how far the index is."""


def similar_garments(model: TrainedModel, prepared: "PreparedImage") -> None:
    """Shown where it is asked for: the first look goes through all training garments."""
    st.subheader("What it reminds the network of", anchor=False)
    if not st.toggle(
        "Show the nearest training garments",
        key="similar",
        persist_state="session",
        help="Nearest in the network's last hidden layer, of 48,000 garments.",
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
        bar.progress(done / total if total else 0.0, "Looking through the training garments")
        index.wait(A_MOMENT)
    bar.empty()
    own = model.record.source == data.source
    near = index.get().of(prepared.image)
    if near.unlike_all:
        learned_from = "that the network has learned from" if own else "here"
        st.warning(f"This is unlike any garment {learned_from}.")
    with st.container(horizontal=True):
        for number in near.numbers:
            name = CLASS_NAMES[data.training.labels[number]]
            garment(
                data.training.images[number], f"A training garment: {name}", WIDTH, caption=name
            )
