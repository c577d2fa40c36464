"""The server's end of a run that a worker of the cluster trains."""

import logging
import time
import uuid
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import replace

from distributed import Client, KilledWorker

from cnn.cluster.messages import (
    Arrived,
    Assignment,
    Dismissed,
    Files,
    PausesItself,
    Post,
    Report,
    Steering,
    Upward,
    WantsData,
    downward,
    upward,
)
from cnn.cluster.mirror import Copy, contents
from cnn.cluster.worker import train_remotely
from cnn.data.dataset import Dataset
from cnn.runs.channel import Channel
from cnn.runs.checkpoint import read_checkpoint
from cnn.runs.events import Checkpointed
from cnn.runs.job import Lost, Suspended, TrainingJob
from cnn.runs.line import Outcome
from cnn.runs.record import RunRecord
from cnn.runs.store import UNREADABLE

ATTENTION = 0.2
"""Seconds after which the server looks whether there is something new of the run, or of its owner.
"""

SIGN_OF_LIFE = 10.0
"""Seconds after which the worker hears that its server is still there."""

log = logging.getLogger(__name__)


class WorkerGone(Exception):
    """The worker that had the run has died, or cannot be reached."""


class RemoteRun:
    def __init__(
        self,
        client: Client,
        job: TrainingJob,
        channel: Channel,
        data: Dataset,
        longest_pause: float,
        is_there: Callable[[str], bool],
    ) -> None:
        """``is_there``: whether the worker of an address belongs to the cluster."""
        self._client = client
        self._job = replace(job, source=data.source)
        self._channel = channel
        self._data = data
        self._longest_pause = longest_pause
        self._is_there = is_there
        self._copy = Copy(job.folder)
        self._copied = True
        self._attempt: str | None = None
        self.worker: str | None = None
        """The address of the one that has the run."""
        self._down: Post | None = None
        self._steering, self._steered = self._wanted(), time.monotonic()

    def train(self) -> Outcome:
        """Blocks until a worker has trained the run, has given it back, or is gone.

        Raises:
            LabError, OSError: as ``cnn.nn.training.trainer.train`` does, on the worker or here.
        """
        link = f"cnn-run-{uuid.uuid4().hex}"
        try:
            # Before the worker does so: what nobody holds is deleted.
            up = upward(link, self._client)
            task = self._client.get_executor(pure=False).submit(train_remotely, link)
            try:
                self._follow(task, up)
            finally:
                task.cancel()
                self._hang_up(up)
        except (OSError, CancelledError, WorkerGone) as error:
            return self._lost(error)
        try:
            outcome: Outcome = task.result()
        except (CancelledError, KilledWorker) as error:
            return self._lost(error)
        if isinstance(outcome, RunRecord):
            self._copy.write()
        return outcome

    def _follow(self, task: "Future[Outcome]", up: Post) -> None:
        """
        Raises:
            OSError: the scheduler cannot be reached.
            WorkerGone: a worker has begun with the run, and will not end it.
        """
        while not task.done():
            if self.worker is not None and not self._is_there(self.worker):
                raise WorkerGone(self.worker)
            self._hear(up)
            self._steer()
            time.sleep(ATTENTION)
        self._hear(up)

    def _hang_up(self, up: Post) -> None:
        if self._client.status != "running":  # nor are there queues
            return
        up.close()
        if self._down is not None:
            # It may be there after all, and train for nobody.
            self._down.put(Dismissed())
            self._down.close()

    def _hear(self, up: Post) -> None:
        for report in up.get():
            assert isinstance(report, Report)
            for message in report.messages:
                if report.attempt == self._attempt:
                    self._take(message)
                elif isinstance(message, Arrived):
                    self._assign(report.attempt, message.worker)

    def _assign(self, attempt: str, worker: str) -> None:
        down = downward(attempt, self._client)
        if self._attempt is not None:
            # Dask has given the run to another worker, which knows of no checkpoint.
            down.put(Dismissed())
            down.close()
            raise WorkerGone(self.worker)
        self._attempt, self.worker, self._down = attempt, worker, down
        self._steering = self._wanted()
        down.put(
            Assignment(
                self._job,
                contents(self._job.folder),
                self._data.fingerprint(),
                self._steering,
                self._longest_pause,
            )
        )

    def _take(self, message: Upward) -> None:
        match message:
            case Files():
                self._write(message)
            case WantsData():
                assert self._down is not None
                future = self._client.scatter(self._data, workers=[self.worker], hash=False)
                self._down.put_future(future)
            case PausesItself():
                self._channel.pause()
                self._steering = replace(self._steering, paused=True)
            case Arrived():
                raise AssertionError("a worker arrives once")
            case event:
                self._channel.send(event)

    def _write(self, files: Files) -> None:
        try:
            self._copy.take(files)
        except OSError as error:
            if self._copied:
                log.warning("What a worker sends cannot be written: %s", error)
                self._channel.send(Checkpointed(written=False))
            self._copied = False
            return
        if not self._copied:
            self._channel.send(Checkpointed(written=True))
        self._copied = True

    def _steer(self) -> None:
        wanted = self._wanted()
        is_due = time.monotonic() - self._steered >= SIGN_OF_LIFE
        if self._down is not None and (is_due or wanted != self._steering):
            self._down.put(wanted)
            self._steering, self._steered = wanted, time.monotonic()

    def _wanted(self) -> Steering:
        channel = self._channel
        return Steering(channel.stopping, channel.paused, channel.pauses_after_epochs)

    def _lost(self, error: Exception) -> Lost:
        log.warning("A run has lost its worker: %s", error or type(error).__name__)
        return Lost(self._reached())

    def _reached(self) -> Suspended | None:
        try:
            checkpoint = read_checkpoint(self._job.folder)
        except UNREADABLE as error:
            log.warning("The checkpoint of a run cannot be read: %s", error)
            return None
        return checkpoint.suspended if checkpoint else None
