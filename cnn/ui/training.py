"""What trains, for all sessions of a process: the queue of runs, the classes, and the workers.

Kept by ``st.cache_resource`` rather than in module globals: a push to a deployed app reloads
the modules, and a second queue would train at the same time as the first.
"""

from typing import TYPE_CHECKING

import streamlit as st

from cnn.concurrency import SingleThreadExecutor, ThreadExecutor, keep_calling
from cnn.data.dataset import Dataset, DataSource, load_or_generate
from cnn.nn.keras_session import keep_keras_session
from cnn.paths import home
from cnn.runs.channel import Channel, OnEvent, ThreadChannel
from cnn.runs.classroom import Classrooms
from cnn.runs.job import TrainingJob
from cnn.runs.line import Outcome
from cnn.runs.queue import RunQueue
from cnn.runs.store import RunStore
from cnn.ui.resources import provider
from cnn.ui.settings import settings

if TYPE_CHECKING:
    from cnn.cluster.cluster import Cluster

STOP_CHECK_INTERVAL = 0.2
"""Seconds that a run waits for its data before it checks whether it has been stopped."""

IN_STEP = 2.0
"""Seconds between two looks at what other servers that share the folder have done."""


@st.cache_resource(show_spinner=False)
def classrooms() -> Classrooms:
    return Classrooms(home() / "classes")


@st.cache_resource(show_spinner=False)
def run_queue() -> RunQueue:
    def connect(on_event: OnEvent) -> Channel:
        return ThreadChannel(on_event, settings().longest_pause)

    store, workers = RunStore(home() / "runs"), cluster()
    if workers is None:
        executor = SingleThreadExecutor("training")
        queue = RunQueue(store, executor, _train, connect, settings(), classrooms())
    else:
        queue = RunQueue(
            *(store, ThreadExecutor("training"), workers.train, connect, settings(), classrooms()),
            workers=workers.workers,
        )
        workers.watch(queue.advance)
    keep_calling(queue.keep_in_step, IN_STEP, "in step with other servers")
    return queue


@st.cache_resource(show_spinner=False)
def cluster() -> "Cluster | None":
    """Where runs are trained; ``None``: in this process."""
    address = settings().dask
    if address is None:
        return None
    # What needs Dask, which most servers do not have.
    from cnn.cluster.cluster import Cluster
    from cnn.cluster.connection import connection

    return Cluster(connection(address), _train, _training_data, settings().longest_pause)


def _train(job: TrainingJob, channel: Channel) -> Outcome:
    # Imports TensorFlow, on the executor's thread: no page waits for it.
    keep_keras_session()
    from cnn.nn.training.trainer import train

    return train(job, channel, _training_data)


def _training_data(source: DataSource | None) -> Dataset | None:
    data = provider().get(wait=STOP_CHECK_INTERVAL)
    if data is None or source in (None, data.source):
        return data
    # Fashion-MNIST has arrived during a run on generated garments, which goes on with those.
    return load_or_generate(source)
