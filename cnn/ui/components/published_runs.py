"""The board of this server: runs that their owners have published."""

import streamlit as st

from cnn.ui.components.board import board
from cnn.ui.components.compare_runs import compare_runs
from cnn.ui.components.live_text import live_text
from cnn.ui.polling import polled
from cnn.ui.training import run_queue

POLL = 5.0
"""Seconds between two updates."""


def published_runs() -> None:
    st.write(
        "Finished runs that visitors of this server have published, the best validation accuracy "
        "first. To publish one of yours, open it in *Train* and choose *Share*."
    )
    runs = run_queue().published()
    with live_text("published"):
        polled(_show, POLL)([run.id for run in runs])
    compare_runs(runs)


def _show(drawn: list[str]) -> None:
    runs = run_queue().published()
    if [run.id for run in runs] != drawn:
        st.rerun()
    if runs:
        board(runs)
    else:
        st.caption("Nobody has published a run yet.")
