"""How good a trained model is, and what it took to train it."""

import streamlit as st

from cnn.runs.record import RunRecord
from cnn.ui.components.live_text import live_text


def record_metrics(record: RunRecord) -> None:
    with live_text("metrics", horizontal=True):
        st.metric("Test accuracy", f"{record.test.accuracy:.1%}")
        st.metric("Validation accuracy", f"{record.validation.accuracy:.1%}")
        st.metric("Validation loss", f"{record.validation.loss:.3f}")
        st.metric("Best epoch", f"{record.best_epoch} of {len(record.history)}")
        st.metric("Parameters", f"{record.parameters:,}")
        st.metric("Training time", duration(record.seconds))


def duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.1f} min"
