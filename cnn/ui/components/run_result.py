"""What to do with a finished run: use its model, or take it home."""

import streamlit as st

from cnn.plots import loss_curve_png
from cnn.runs.record import RunRecord
from cnn.runs.run import Run
from cnn.ui.components.model_picker import choose_model
from cnn.ui.resources import runs


def run_result(run: Run, record: RunRecord) -> None:
    with st.container(horizontal=True):
        if st.button("Use this model", icon=":material/draw:", on_click=choose_model, args=(run,)):
            st.switch_page("cnn/ui/pages/try_it.py")
        st.download_button(
            "Model",
            lambda: runs().model_path(run).read_bytes(),
            "best-cnn-model.keras",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "History",
            record.history_csv(),
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
