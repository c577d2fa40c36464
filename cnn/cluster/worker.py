"""What a worker of the cluster does: it trains a run that lies on a server.

The run gets a folder of the worker's own, whose files are sent to the server with the events. So no
disk needs to be shared, and what the worker has sent outlives it.
"""

import contextlib
import logging
import queue
import tempfile
import threading
import time
import uuid
from dataclasses import replace
from pathlib import Path

from distributed import Client, Future, get_client, get_worker

from cnn.cluster.messages import (
    Arrived,
    Assignment,
    Dismissed,
    PausesItself,
    Report,
    Steering,
    Upward,
    WantsData,
    downward,
    upward,
)
from cnn.cluster.mirror import Original
from cnn.data.dataset import Dataset, DataSource
from cnn.runs.channel import ThreadChannel
from cnn.runs.events import Event
from cnn.runs.line import Outcome

REPORT_INTERVAL = 0.2
"""Seconds between two reports, at least."""

ATTENTION = 0.2
"""Seconds after which a worker looks whether it has been told something."""

SILENCE = 60.0
"""Seconds without a word from the server after which nobody waits for the run any more."""

_one_at_a_time = threading.Lock()
"""A run is reproducible only if no other one trains in its process, and needs all cores anyway."""

_datasets: dict[str, Dataset] = {}
"""What this worker has been sent, by fingerprints: once, for all of its runs."""

log = logging.getLogger(__name__)


def train_remotely(link: str) -> Outcome:
    """Trains the run at the other end of ``link``: a task of Dask.

    Raises:
        LabError, OSError: as ``cnn.nn.training.trainer.train`` does.
    """
    with _one_at_a_time:
        return _Attempt(link, get_client(), get_worker().address).make()


class ServerGone(Exception):
    """The server has handed out a run, and nobody waits for it any more."""


class _SteeredChannel(ThreadChannel):
    """The run's own end: what it reports goes to the server, which steers it from there."""

    def __init__(self, attempt: "_Attempt", longest_pause: float) -> None:
        super().__init__(attempt.report, longest_pause)
        self._attempt = attempt

    def pause(self) -> None:
        self._attempt.report(PausesItself())
        super().pause()

    def obey(self, steering: Steering) -> None:
        if steering.stopped:
            self.stop()
        self.pause_after_epochs(steering.pauses_after_epochs)
        if steering.paused:
            super().pause()
        else:
            self.resume()


class _Attempt:
    def __init__(self, link: str, client: Client, worker: str) -> None:
        self._id = uuid.uuid4().hex
        self._worker = worker
        self._up, self._down = upward(link, client), downward(self._id, client)
        self._outbox: queue.SimpleQueue[Upward | None] = queue.SimpleQueue()
        self._original: Original | None = None
        self._unheard: list[object] = []
        """What came while another message was waited for."""

    def make(self) -> Outcome:
        sender = threading.Thread(target=self._send_reports, daemon=True)
        sender.start()
        try:
            self.report(Arrived(self._worker))
            assignment = self._next_message(Assignment, Dismissed)
            if not isinstance(assignment, Assignment):
                return None
            return self._train(assignment)
        finally:
            self._outbox.put(None)
            sender.join()  # the server hears of everything before it hears of the end
            self._up.close()
            self._down.close()

    def report(self, message: Upward | Event) -> None:
        """Sends a message, after what has changed in the folder before."""
        if self._original is not None and (changes := self._original.changes()):
            self._outbox.put(changes)
        self._outbox.put(message)

    def _train(self, assignment: Assignment) -> Outcome:
        # Imports TensorFlow.
        from cnn.nn.training.trainer import train

        data = self._data(assignment.data)
        channel = _SteeredChannel(self, assignment.longest_pause)
        channel.obey(assignment.steering)
        ended = threading.Event()
        listener = threading.Thread(target=self._listen, args=(channel, ended), daemon=True)
        with tempfile.TemporaryDirectory(prefix="cnn-run-") as folder:
            self._original = Original(Path(folder), assignment.files)
            listener.start()
            try:
                job = replace(assignment.job, folder=Path(folder))

                def load_data(_: DataSource | None) -> Dataset:
                    return data

                return train(job, channel, load_data)
            finally:
                ended.set()
                if changes := self._original.changes():
                    self._outbox.put(changes)
                listener.join()

    def _data(self, fingerprint: str) -> Dataset:
        if fingerprint not in _datasets:
            self.report(WantsData())
            future = self._next_message(Future)
            assert isinstance(future, Future)
            _datasets.clear()  # a worker has room for one
            _datasets[fingerprint] = future.result()
        return _datasets[fingerprint]

    def _next_message(self, *kinds: type) -> object:
        """Waits for a message of one of these kinds; what else has come is heard later.

        Raises:
            ServerGone: it does not come.
        """
        deadline = time.monotonic() + SILENCE
        while time.monotonic() < deadline:
            self._unheard += self._down.get()
            for place, message in enumerate(self._unheard):
                if isinstance(message, kinds):
                    return self._unheard.pop(place)
            time.sleep(ATTENTION)
        raise ServerGone

    def _listen(self, channel: _SteeredChannel, ended: threading.Event) -> None:
        heard = time.monotonic()
        while not ended.wait(ATTENTION):
            try:
                messages = [*self._unheard, *self._down.get()]
                self._unheard.clear()
            except OSError as error:
                log.warning("The scheduler is gone, and so is this run: %s", error)
                channel.stop()
                return
            for message in messages:
                if isinstance(message, Steering):
                    heard = time.monotonic()
                    channel.obey(message)
            if Dismissed() in messages or time.monotonic() - heard > SILENCE:
                log.warning("Nobody waits for this run any more")
                channel.stop()
                return

    def _send_reports(self) -> None:
        goes_on = True
        while goes_on:
            messages = [self._outbox.get()]
            threading.Event().wait(REPORT_INTERVAL)
            with contextlib.suppress(queue.Empty):
                while True:
                    messages.append(self._outbox.get_nowait())
            goes_on = messages[-1] is not None
            content = tuple(message for message in messages if message is not None)
            if content:
                try:
                    self._up.put(Report(self._id, content))
                except OSError as error:
                    log.warning("The server cannot be reached: %s", error)
                    return
