"""One training run as others see it while it goes: its state, its progress, its curves."""

import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, replace
from enum import StrEnum

from cnn.runs.control import Control
from cnn.runs.events import (
    BatchEnded,
    EpochEnded,
    EpochResult,
    Event,
    FinalTest,
    Paused,
    Resumed,
    Started,
    TracePoint,
)
from cnn.runs.recipe import Recipe
from cnn.runs.record import RunRecord

TRACE_POINTS = 25
"""Points of the live training curve in each epoch."""

ENOUGH_TO_TELL = 0.03
"""The share of the first epoch after which its pace is known: the first batches are slow."""


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
class RunView:
    """A run at one moment."""

    state: State = State.QUEUED
    epoch: int = 0
    """The epoch under way, counted from 1."""
    batch: int = 0
    batches: int = 0
    """Batches an epoch; 0 before the first."""
    loss: float | None = None
    accuracy: float | None = None
    history: tuple[EpochResult, ...] = ()
    trace: tuple[TracePoint, ...] = ()
    source: str = ""
    """Where its garments come from, as in ``cnn.dataset``; empty before they are there."""
    record: RunRecord | None = None
    error: str | None = None

    @property
    def best(self) -> EpochResult | None:
        return min(self.history, key=lambda result: result.val_loss, default=None)

    def done(self, epochs: int) -> float:
        """The share of all batches that has been trained on, 0..1."""
        if not self.batches:
            return 0.0
        return min(
            1.0, ((max(self.epoch, 1) - 1) * self.batches + self.batch) / (epochs * self.batches)
        )


class Run:
    """One run. ``view()`` may be called from any thread; only its owner may steer it."""

    def __init__(self, id: str, owner: str, recipe: Recipe, view: RunView | None = None) -> None:
        self.id = id
        self.owner = owner
        self.recipe = recipe
        self.control = Control()
        self.future: Future[None] | None = None
        self._view = view or RunView()
        self._lock = threading.Lock()
        self._epoch_began = 0.0
        self._paused_at = 0.0
        self._trace_start = (0, 0.0, 0.0)

    def view(self) -> RunView:
        with self._lock:
            return self._view

    def change(self, **fields: object) -> None:
        with self._lock:
            self._view = replace(self._view, **fields)  # type: ignore[arg-type]

    def hear(self, event: Event) -> None:
        """Takes an event of ``training.train`` into the record."""
        match event:
            case Started(batches=batches):
                self._epoch_began = time.monotonic()
                self.change(state=State.RUNNING, batches=batches)
            case BatchEnded():
                self._hear_batch(event)
            case EpochEnded(result):
                self._trace_start = (0, 0.0, 0.0)
                self.change(history=(*self.view().history, result))
            case Paused():
                self._paused_at = time.monotonic()
                self.change(state=State.PAUSED)
            case Resumed():
                self._epoch_began += time.monotonic() - self._paused_at
                self.change(state=State.RUNNING)
            case FinalTest():
                self.change(state=State.TESTING)

    def seconds_left(self) -> float | None:
        """Until the last epoch would end, from the pace so far; ``None`` before there is one."""
        view = self.view()
        if view.state != State.RUNNING or view.done(1) < ENOUGH_TO_TELL:
            return None
        if view.history:
            an_epoch = sum(result.seconds for result in view.history) / len(view.history)
        else:
            an_epoch = (time.monotonic() - self._epoch_began) * view.batches / view.batch
        return an_epoch * self.recipe.epochs * (1 - view.done(self.recipe.epochs))

    def _hear_batch(self, event: BatchEnded) -> None:
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
        # Events carry means since the epoch's start; the curve shows what changed since.
        before, loss, accuracy = self._trace_start
        since = event.batch - before
        return TracePoint(
            event.epoch - 1 + event.batch / batches,
            (event.loss * event.batch - loss * before) / since,
            (event.accuracy * event.batch - accuracy * before) / since,
        )
