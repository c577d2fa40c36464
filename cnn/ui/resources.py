"""What the whole process shares: the dataset, the classifiers, the run queue.

``st.cache_resource`` rather than globals of a module: a push to a deployed app reloads
the modules, and a second queue would train beside the first.
"""

import gc
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnn import pretrained
from cnn.concurrency import BackgroundTask, Progress, SingleThreadExecutor
from cnn.data.dataset import Dataset, generate, load
from cnn.data.provider import DataProvider
from cnn.nn.keras_session import keep_keras_session
from cnn.paths import home
from cnn.runs.control import Channel
from cnn.runs.queue import RunQueue
from cnn.runs.record import RunRecord
from cnn.runs.run import TrainingJob
from cnn.runs.store import RunStore

if TYPE_CHECKING:
    from cnn.nn.classifier import Classifier
    from cnn.nn.explain.neighbors import Neighbors


HEAD_START = 1.5
"""Seconds that the first page has the processor to itself, before TensorFlow comes in."""

STOP_CHECK_INTERVAL = 0.2
"""Seconds that a run waits for its data before it checks whether it has been stopped."""


@st.cache_resource(show_spinner=False)
def provider() -> DataProvider:
    return DataProvider(load, generate)


@st.cache_resource(show_spinner=False)
def run_queue() -> RunQueue:
    return RunQueue(RunStore(home() / "runs"), SingleThreadExecutor("training"), _train)


def _train(job: TrainingJob, channel: Channel) -> RunRecord | None:
    # On the executor's thread: no page waits for TensorFlow.
    keep_keras_session()
    from cnn.nn.training.trainer import train

    return train(job, channel, lambda source: provider().get(wait=STOP_CHECK_INTERVAL))


@st.cache_resource(show_spinner=False, max_entries=8)
def _loading(path: Path) -> "BackgroundTask[Classifier]":
    def work(_: object) -> "Classifier":
        # TensorFlow takes seconds to import: it comes in behind the first page.
        keep_keras_session()
        from cnn.nn.classifier import Classifier

        classifier = Classifier.load(path)
        classifier.recognize(np.zeros((28, 28), np.float32))  # traces it
        return classifier

    return BackgroundTask(work)


def classifier(path: Path) -> "Classifier":
    """The classifier in a file, waiting for TensorFlow where it is not in yet.

    Raises:
        UnusableModel: the file holds none.
    """
    loading = _loading(path)
    if loading.result is None:
        with st.spinner("Waking up the network"):
            return loading.get()
    return loading.get()


@st.cache_resource(show_spinner=False)
def warm_up() -> None:
    """Loads TensorFlow and the shipped model behind the first page, once a process."""

    def load_model() -> None:
        loading = _loading(pretrained.DEFAULT.path)
        loading.start()
        loading.wait()
        # Streamlit collects garbage after every run of a page. The hundreds of thousands of
        # objects that TensorFlow consists of never become any: they need not be looked at.
        gc.collect()
        gc.freeze()

    timer = threading.Timer(HEAD_START, load_model)
    timer.daemon = True
    timer.start()


@st.cache_resource(show_spinner=False, max_entries=6)
def neighbors(path: Path, source: str, _data: Dataset) -> "BackgroundTask[Neighbors]":
    """An index of the training garments of a source, made in the background."""

    def work(report: Progress) -> "Neighbors":
        from cnn.nn.explain.neighbors import Neighbors

        return Neighbors(_loading(path).get(), _data, report)

    return BackgroundTask(work)


@st.cache_data(show_spinner="Showing the model all validation garments", max_entries=64)
def validation_probabilities(path: Path, source: str, _data: Dataset) -> np.ndarray:
    """What a model makes of the validation images of a source: float32 (n, 10)."""
    return classifier(path).classify_garments(_data.validation.images)
