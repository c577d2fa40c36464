"""One training run: the job that is handed to an executor, and how far it has come."""

import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from cnn.data.dataset import DataSource
from cnn.runs.channel import Channel, ThreadChannel
from cnn.runs.events import (
    BatchEnded,
    DataLoaded,
    EpochEnded,
    Evaluating,
    Event,
    Paused,
    Preparing,
    Resumed,
    Started,
)
from cnn.runs.history import History
from cnn.runs.recipe import Recipe
from cnn.runs.record import RunRecord

TRACE_POINTS = 25
"""Points of the live training curve in each epoch."""

MEASURABLE = 0.03
"""The fraction of the first epoch after which its pace is known: the first batches are slow."""


@dataclass(frozen=True)
class TrainingJob:
    """All that an executor needs to train: plain data that can be pickled."""

    recipe: Recipe
    folder: Path
    """Where the trained model, its history and its record are written."""
    seed: int = 42
    source: DataSource | None = None
    """``None``: Fashion-MNIST if it is available, otherwise generated garments."""


class State(StrEnum):
    QUEUED = "queued"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    TESTING = "testing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        return self in (State.DONE, State.FAILED, State.CANCELLED)


@dataclass(frozen=True)
class TracePoint:
    """The training loss and accuracy over the batches since the previous point."""

    epoch: float
    """Epochs trained so far, with their fraction."""
    loss: float
    accuracy: float


@dataclass(frozen=True)
class RunView:
    """A run at one moment."""

    state: State = State.QUEUED
    epoch: int = 0
    """The current epoch, counted from 1; 0 before the first batches."""
    batch: int = 0
    """Batches of the current epoch done so far."""
    batches: int = 0
    """Batches per epoch; 0 until training has started."""
    loss: float | None = None
    accuracy: float | None = None
    history: History = field(default_factory=History)
    trace: tuple[TracePoint, ...] = ()
    source: DataSource | None = None
    """``None`` until the data is loaded."""
    record: RunRecord | None = None
    error: str | None = None

    def progress(self, epochs: int) -> float:
        """The fraction of all batches of ``epochs`` epochs that is done, 0..1."""
        if not self.batches:
            return 0.0
        done = (max(self.epoch, 1) - 1) * self.batches + self.batch
        return min(1.0, done / (epochs * self.batches))


class Run:
    """One run. Any thread may call ``view()``; only the owner may steer it."""

    def __init__(
        self,
        id: str,
        owner: str,
        recipe: Recipe,
        view: RunView | None = None,
    ) -> None:
        self.id = id
        self.owner = owner
        self.recipe = recipe
        self.channel: Channel = ThreadChannel()
        self.future: Future[RunRecord | None] | None = None
        self._view = view or RunView()
        self._lock = threading.Lock()
        self._epoch_began = 0.0
        self._paused_at = 0.0
        self._trace_start = (0, 0.0, 0.0)

    def view(self) -> RunView:
        with self._lock:
            return self._view

    def change(self, **fields: object) -> None:
        """Changes what ``view()`` returns, unless the run is over."""
        # An event from another process may arrive after the end.
        with self._lock:
            if not self._view.state.over:
                self._view = replace(self._view, **fields)  # type: ignore[arg-type]

    def on_event(self, event: Event) -> None:
        """Takes over what the training reports."""
        match event:
            case Preparing():
                self.change(state=State.PREPARING)
            case DataLoaded(source):
                self.change(source=source)
            case Started(batches=batches):
                self._epoch_began = time.monotonic()
                self.change(state=State.RUNNING, batches=batches)
            case BatchEnded():
                self._on_batch(event)
            case EpochEnded(result):
                self._trace_start = (0, 0.0, 0.0)
                self.change(history=self.view().history.with_epoch(result))
            case Paused():
                self._paused_at = time.monotonic()
                self.change(state=State.PAUSED)
            case Resumed():
                self._epoch_began += time.monotonic() - self._paused_at
                self.change(state=State.RUNNING)
            case Evaluating():
                self.change(state=State.TESTING)

    def seconds_left(self) -> float | None:
        """Until the last epoch would end, at the pace so far; ``None`` before it is known."""
        view = self.view()
        if view.state != State.RUNNING or view.progress(1) < MEASURABLE:
            return None
        if view.history:
            per_epoch = view.history.seconds / len(view.history)
        else:
            per_epoch = (time.monotonic() - self._epoch_began) * view.batches / view.batch
        return per_epoch * self.recipe.epochs * (1 - view.progress(self.recipe.epochs))

    def _on_batch(self, event: BatchEnded) -> None:
        view = self.view()
        trace = view.trace
        before, *_ = self._trace_start
        if event.batch * TRACE_POINTS // view.batches > before * TRACE_POINTS // view.batches:
            trace = (*trace, self._trace_point(event, view.batches))
            self._trace_start = (event.batch, event.loss, event.accuracy)
        self.change(
            epoch=event.epoch,
            batch=event.batch,
            loss=event.loss,
            accuracy=event.accuracy,
            trace=trace,
        )

    def _trace_point(self, event: BatchEnded, batches: int) -> TracePoint:
        # Events carry means since the start of the epoch; the curve shows what changed since.
        before, loss, accuracy = self._trace_start
        since = event.batch - before
        return TracePoint(
            event.epoch - 1 + event.batch / batches,
            (event.loss * event.batch - loss * before) / since,
            (event.accuracy * event.batch - accuracy * before) / since,
        )
