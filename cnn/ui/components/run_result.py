"""What to do with a finished run: use its model, or download its files."""

from collections.abc import Callable

import streamlit as st

from cnn.plots import loss_curve_png
from cnn.runs.record import HISTORY_FILE, MODEL_FILE, RunRecord
from cnn.runs.run import Run
from cnn.ui.resources import run_queue

OnUse = Callable[[Run], None]
"""Called when the visitor wants to use the model of a run."""


def run_result(run: Run, record: RunRecord, on_use: OnUse) -> None:
    with st.container(horizontal=True):
        if st.button("Use this model", icon=":material/draw:"):
            on_use(run)
        st.download_button(
            "Download model",
            lambda: run_queue().model_path(run).read_bytes(),
            MODEL_FILE,
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Download history",
            record.history.to_csv(),
            HISTORY_FILE,
            icon=":material/download:",
            on_click="ignore",
        )
        download_loss_curve(record)


def download_loss_curve(record: RunRecord) -> None:
    """The button that downloads the article's figure."""
    st.download_button(
        "Download loss curve",
        lambda: loss_curve_png(record.history),
        "loss-curve.png",
        icon=":material/download:",
        on_click="ignore",
    )
