"""One training run: who may steer it, and how far it has come."""

import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from cnn.data.dataset import DataSource
from cnn.errors import LabError
from cnn.runs.branch import Branch
from cnn.runs.channel import Channel, ThreadChannel
from cnn.runs.events import (
    BatchEnded,
    Checkpointed,
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
from cnn.runs.job import Lost, Suspended
from cnn.runs.recipe import Recipe
from cnn.runs.record import RunRecord

MOST_LOSSES = 3
"""Workers that a run may lose in one epoch: it may be the reason itself."""

MEASURABLE = 0.03
"""The fraction of the first epoch after which its pace is known: the first batches are slow."""


class State(StrEnum):
    QUEUED = "queued"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    """Paused for so long that it has left its worker to others."""
    INTERRUPTED = "interrupted"
    """Its process has ended before it was over."""
    TESTING = "testing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        return self in (State.DONE, State.FAILED, State.CANCELLED)

    @property
    def may_go_on(self) -> bool:
        """It has left its worker before it was over."""
        return self in (State.SUSPENDED, State.INTERRUPTED)

    @property
    def has_worker(self) -> bool:
        return self in (State.PREPARING, State.RUNNING, State.PAUSED, State.TESTING)

    @property
    def in_line(self) -> bool:
        """It waits for a worker or has it."""
        return self is State.QUEUED or self.has_worker


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
    """In training: the mean over the current epoch so far."""
    accuracy: float | None = None
    """The same, 0..1."""
    history: History = field(default_factory=History)
    source: DataSource | None = None
    """``None`` until the data is loaded."""
    record: RunRecord | None = None
    error: str | None = None
    unsaved: bool = False
    """Its last checkpoint could not be written: it would not survive the end of its process."""
    moved: bool = False
    """It has lost a worker, and has gone on with another one since."""

    @classmethod
    def at(
        cls, suspended: Suspended, recipe: Recipe, source: DataSource, state: State
    ) -> "RunView":
        """A run that has come as far as that, and does not train."""
        batches, done = recipe.batches_per_epoch, len(suspended.history)
        # There is no point yet if it was paused in its first batches.
        newest = next(reversed(suspended.history.trace), None)
        # A branch has not ended an epoch itself: it is at the beginning of its first one.
        within = suspended.batch > 0 or suspended.at_branch
        return cls(
            state=state,
            epoch=done + 1 if within else done,
            batch=suspended.batch if within else batches,
            batches=batches,
            loss=newest.loss if newest else None,
            accuracy=newest.accuracy if newest else None,
            history=suspended.history,
            source=source,
        )

    @property
    def epochs_done(self) -> float:
        """With the fraction of the current one."""
        return max(self.epoch, 1) - 1 + self.batch / self.batches if self.batches else 0.0


@dataclass(frozen=True)
class RunLabel:
    """What is kept of a run besides its record."""

    owner: str
    name: str
    revealed: bool
    """Whether the test result has been revealed."""
    classroom: str | None = None
    """The code of the class that it belongs to."""
    published: bool = False
    """Whether everybody on this server sees it."""
    pinned: bool = False
    """Whether its owner wants it to be kept when older runs are deleted."""


@dataclass(frozen=True)
class TimeLeft:
    """In seconds, at the pace so far, without the evaluation at the end."""

    shortest: float
    """If the validation loss never falls again."""
    longest: float
    """Until the last of all epochs has ended."""


class Run:
    """One run. Any thread may call ``view()``; only the owner may steer it."""

    def __init__(
        self,
        id: str,
        owner: str,
        recipe: Recipe,
        seed: int,
        name: str,
        view: RunView | None = None,
    ) -> None:
        self.id = id
        self.owner = owner
        self.recipe = recipe
        self.seed = seed
        self.name = name
        """Tells it apart from the others; its owner may change it."""
        self.revealed = False
        self.classroom: str | None = None
        self.published = False
        self.pinned = False
        self.address: str | None = None
        """The network address that it was started from, until it is over; never stored or shown."""
        self.turn = 0
        """Its place in the order in which runs get a worker."""
        self.channel: Channel = ThreadChannel()
        self.future: Future[RunRecord | Suspended | Lost | None] | None = None
        self.folder: Path | None = None
        """What it trains into."""
        self.elsewhere = False
        """Whether another server has it, with which this one shares the folder of runs."""
        self.suspended: Suspended | None = None
        """How far it had come when it last left its worker, or where it has branched off."""
        self.branch: Branch | None = None
        self._view = view or RunView()
        self._losses, self._lost_after = 0, 0
        self._lock = threading.Lock()
        self._timed_from = (0.0, 0)

    @property
    def has_begun(self) -> bool:
        """It has had its worker, and has left it."""
        return self.suspended is not None and not self.suspended.at_branch

    def label(self) -> RunLabel:
        return RunLabel(
            self.owner, self.name, self.revealed, self.classroom, self.published, self.pinned
        )

    def take_over(self, label: RunLabel) -> None:
        """Becomes what has been kept of it."""
        self.owner, self.name, self.revealed = label.owner, label.name, label.revealed
        self.classroom, self.published = label.classroom, label.published
        self.pinned = label.pinned

    def view(self) -> RunView:
        with self._lock:
            return self._view

    def change(self, **fields: object) -> None:
        """Changes what ``view()`` returns, unless the run is over."""
        # An event from another process may arrive after the end.
        with self._lock:
            if not self._view.state.over:
                self._view = replace(self._view, **fields)  # type: ignore[arg-type]
                if self._view.state.over:
                    self.address = None

    def follow(self, view: RunView) -> None:
        """Is as another server says, or as it was when that one ended."""
        with self._lock:
            if view.state is State.RUNNING and self._view.state is not State.RUNNING:
                self._timed_from = (time.monotonic(), view.batch)
            self._view = view

    def lose(self, lost: Lost) -> None:
        """It is as it was at its last checkpoint.

        Raises:
            LabError: it has lost one worker after another, without an epoch in between.
        """
        view, reached = self.view(), lost.suspended or self.suspended
        epochs = len(reached.history) if reached else 0
        self._losses = self._losses + 1 if epochs == self._lost_after else 1
        self._lost_after = epochs
        if self._losses == MOST_LOSSES:
            raise LabError(
                f"The machines that trained this run ended {MOST_LOSSES} times in the same epoch. "
                "They may have too little memory for it: choose a smaller network or smaller "
                "batches."
            )
        if reached is None or view.source is None:
            back = RunView(source=view.source)
        else:
            back = RunView.at(reached, self.recipe, view.source, State.QUEUED)
        with self._lock:
            self._view = replace(back, moved=True)

    def on_event(self, event: Event) -> None:
        """Takes over what the training reports."""
        match event:
            case Preparing():
                self.change(state=State.PREPARING)
            case DataLoaded(source):
                self.change(source=source)
            case Started(batches=batches):
                self._timed_from = (time.monotonic(), self.view().batch)
                self.change(state=State.RUNNING, batches=batches)
            case BatchEnded():
                self._on_batch(event)
            case EpochEnded(result):
                self.change(history=self.view().history.with_epoch(result))
            case Paused():
                self.change(state=State.PAUSED)
            case Resumed():
                self._timed_from = (time.monotonic(), self.view().batch)
                self.change(state=State.RUNNING)
            case Checkpointed(written):
                self.change(unsaved=not written)
            case Evaluating():
                self.change(state=State.TESTING)

    def seconds_per_epoch(self) -> float | None:
        """Its pace so far, validation included; ``None`` before it is known."""
        view = self.view()
        own = view.history.epochs[view.history.inherited :]
        whole = [epoch for epoch in own if epoch.completed == 1]
        if whole:
            return sum(epoch.seconds for epoch in whole) / len(whole)
        began, first = self._timed_from
        done = view.batch - first
        if view.state != State.RUNNING or done < MEASURABLE * view.batches:
            return None
        return (time.monotonic() - began) * view.batches / done

    def time_left(self) -> TimeLeft | None:
        """``None`` before the pace is known, and while the run does not train."""
        view, per_epoch = self.view(), self.seconds_per_epoch()
        if view.state != State.RUNNING or per_epoch is None:
            return None
        done = view.epochs_done
        last = self.recipe.epochs
        patience = self.recipe.patience or last
        lowest = view.history.lowest
        earliest = min(last, (lowest.epoch if lowest else 1) + patience)
        return TimeLeft(per_epoch * max(0, earliest - done), per_epoch * (last - done))

    def _on_batch(self, event: BatchEnded) -> None:
        view = self.view()
        end = event.epoch - 1 + event.batch / view.batches
        self.change(
            epoch=event.epoch,
            batch=event.batch,
            loss=event.loss,
            accuracy=event.accuracy,
            history=view.history.with_batch(end, event.loss, event.accuracy),
        )
