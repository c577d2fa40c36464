"""What to do with a finished run: use its model, or take it home."""

from collections.abc import Callable

import streamlit as st

from cnn.plots import loss_curve_png
from cnn.runs.record import RunRecord
from cnn.runs.run import Run
from cnn.ui.resources import run_queue

UseModel = Callable[[Run], None]


def run_result(run: Run, record: RunRecord, on_use: UseModel) -> None:
    with st.container(horizontal=True):
        if st.button("Use this model", icon=":material/draw:"):
            on_use(run)
        st.download_button(
            "Model",
            lambda: run_queue().model_path(run).read_bytes(),
            "best-cnn-model.keras",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "History",
            record.history.to_csv(),
            "history.csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Loss curve",
            lambda: loss_curve_png(record.history),
            "loss-curve.png",
            icon=":material/download:",
            on_click="ignore",
        )
