"""What a model makes of the validation garments, or the progress of classifying them."""

import time
from pathlib import Path

import numpy as np
import streamlit as st

from cnn.concurrency import BackgroundTask
from cnn.data.dataset import Dataset
from cnn.ui.resources import validation_probabilities as task_for

QUICK = 0.3
"""Seconds that may pass before there is a progress bar."""

POLL = 0.3
"""Seconds between two updates of it."""


def validation_probabilities(path: Path, data: Dataset) -> np.ndarray:
    """The probabilities of the model in a ``.keras`` file: float32 (n, 10), read-only.

    The first time, the page ends here with a progress bar, and is drawn again with the result.

    Raises:
        UnusableModel: the file does not contain a classifier of garments.
    """
    task = task_for(path, data.source, data)
    if task.result is None:
        task.start()
        task.wait(QUICK)
        if task.running:
            _progress(task)
            if task.result is not None:
                # In the place of the bar: what is drawn below it would move up when it is gone.
                st.rerun()
        if task.error is not None:
            raise task.error
    return task.get()


def _progress(task: BackgroundTask[np.ndarray]) -> None:
    bar = st.progress(0.0, "Loading the model")
    began = None
    while task.running:
        done, total = task.progress
        if total:
            began = began or (time.monotonic(), done)
            left = seconds_left(done - began[1], total - done, time.monotonic() - began[0])
            bar.progress(done / total, f"Classifying {total:,} validation garments{left}")
        task.wait(POLL)


def seconds_left(done: int, to_do: int, seconds: float) -> str:
    """In words, after ``done`` garments in so many seconds; empty while nobody knows."""
    if done == 0:
        return ""
    left = max(1, round(to_do * seconds / done))
    return f", about {left} second{'s' if left > 1 else ''} left"
