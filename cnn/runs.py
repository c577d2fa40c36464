"""Many training runs: the queue, each run's live record, and what is kept on disk.

A run is handed to an executor, as a rule one with a single thread: one run at a time is
fair on two cores, and Keras's seeds are the whole process's.
Runs end on disk whole or not at all: they are written in a folder of their own, which is
renamed when everything is in it.
"""

import errno
import logging
import shutil
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from cnn.control import Control
from cnn.dataset import Dataset
from cnn.errors import LabError, RunRefused
from cnn.events import (
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
from cnn.recipes import Recipe
from cnn.record import MODEL_FILE, RECORD_FILE, RunRecord, recipe_of

KEPT_RUNS = 40
"""The oldest beyond these are deleted; a run takes about 4 MB."""

TRACE_POINTS = 25
"""Points of the live training curve in each epoch."""

ENOUGH_TO_TELL = 0.03
"""The share of the first epoch after which its pace is known: the first batches are slow."""

OWNER_FILE = "owner.txt"
UNFINISHED = ".unfinished-"
ABANDONED_AFTER = 24 * 3600
"""Seconds after which what a killed process left unfinished is removed."""

log = logging.getLogger(__name__)


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
        self._epoch_began = time.monotonic()
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
                self.change(state=State.RUNNING, batches=batches)
            case BatchEnded():
                self._hear_batch(event)
            case EpochEnded(result):
                self.change(history=(*self.view().history, result))
            case Paused():
                self.change(state=State.PAUSED)
            case Resumed():
                self.change(state=State.RUNNING)
            case FinalTest():
                self.change(state=State.TESTING)

    def seconds_left(self) -> float | None:
        """Until the last epoch would end, from the pace so far; ``None`` before there is one."""
        view = self.view()
        if view.state is not State.RUNNING or view.done(1) < ENOUGH_TO_TELL:
            return None
        if view.history:
            an_epoch = sum(result.seconds for result in view.history) / len(view.history)
        else:
            an_epoch = (time.monotonic() - self._epoch_began) * view.batches / view.batch
        return an_epoch * self.recipe.epochs * (1 - view.done(self.recipe.epochs))

    def _hear_batch(self, event: BatchEnded) -> None:
        view = self.view()
        if event.batch == 1:
            self._epoch_began = time.monotonic()
            self._trace_start = (0, 0.0, 0.0)
        trace = view.trace
        if (
            event.batch * TRACE_POINTS // view.batches
            > (event.batch - 1) * TRACE_POINTS // view.batches
        ):
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


class Runs:
    """The queue and the shelf of finished runs, shared by all visitors of a process."""

    def __init__(self, folder: Path, load_data: Callable[[], Dataset], executor: Executor) -> None:
        self.folder = folder
        self._load_data = load_data
        self._executor = executor
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(folder)
        self._runs = {run.id: run for run in _read_finished(folder)}

    def start(self, recipe: Recipe, owner: str) -> Run:
        """Queues a run.

        Raises:
            RunRefused: the owner has one that is not over.
        """
        with self._lock:
            if any(not run.view().state.over for run in self._runs.values() if run.owner == owner):
                raise RunRefused(
                    "You have a run under way already. Stop it, or wait until it is over."
                )
            run = Run(uuid.uuid4().hex[:12], owner, recipe)
            self._runs[run.id] = run
            run.future = self._executor.submit(self._work, run)
        return run

    def get(self, id: str) -> Run | None:
        with self._lock:
            return self._runs.get(id)

    def of(self, owner: str) -> list[Run]:
        """Newest first."""
        with self._lock:
            return [run for run in reversed(self._runs.values()) if run.owner == owner]

    def ahead_of(self, run: Run) -> int:
        """How many runs have to end before this one begins."""
        with self._lock:
            earlier = list(self._runs.values())
        return sum(not other.view().state.over for other in earlier[: earlier.index(run)])

    def model_path(self, run: Run) -> Path:
        """The trained model of a run that is done."""
        return self.folder / run.id / MODEL_FILE

    def stop(self, run: Run, visitor: str) -> None:
        """Ends a run, keeping its best weights; one that still waits is cancelled.

        Raises:
            RunRefused: the visitor is not its owner.
        """
        self._only_owner(run, visitor)
        if run.future and run.future.cancel():
            run.change(state=State.CANCELLED)
        run.control.stop()

    def pause(self, run: Run, visitor: str) -> None:
        self._only_owner(run, visitor)
        run.control.pause()

    def resume(self, run: Run, visitor: str) -> None:
        self._only_owner(run, visitor)
        run.control.resume()

    @staticmethod
    def _only_owner(run: Run, visitor: str) -> None:
        if run.owner != visitor:
            raise RunRefused("Only the visitor who started a run can steer it.")

    def _work(self, run: Run) -> None:
        run.change(state=State.PREPARING)
        try:
            record = self._train(run)
            run.change(state=State.DONE, record=record)
            self._forget_oldest()
        except LabError as error:
            run.change(state=State.FAILED, error=str(error))
        except OSError as error:
            run.change(state=State.FAILED, error=_disk_sentence(error, self.folder))
        except Exception:
            # The last line of defence of a thread that nobody joins: the page must not
            # wait for ever, and the next run must get its turn.
            log.exception("A training run failed")
            run.change(
                state=State.FAILED,
                error="The training ended with an unexpected fault. The server's log has its "
                "details; start the run again.",
            )

    def _train(self, run: Run) -> RunRecord:
        data = self._load_data()
        # TensorFlow: loaded by the worker, so that no page waits for it.
        from cnn.training import train

        scratch = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.folder))
        try:
            record = train(run.recipe, data, scratch, run.hear, run.control)
            (scratch / OWNER_FILE).write_text(run.owner)
            scratch.rename(self.folder / run.id)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return record

    def _forget_oldest(self) -> None:
        with self._lock:
            over = [run for run in self._runs.values() if run.view().state.over]
            for run in over[:-KEPT_RUNS]:
                del self._runs[run.id]
                shutil.rmtree(self.folder / run.id, ignore_errors=True)


def _disk_sentence(error: OSError, folder: Path) -> str:
    if error.errno == errno.ENOSPC:
        return f"The disk that holds {folder} is full. Make room there and start the run again."
    return f"The run could not be saved in {folder} ({error.strerror or error}). Check that folder."


def _read_finished(folder: Path) -> list[Run]:
    """Oldest first."""
    runs = []
    for path in sorted(folder.glob(f"[!.]*/{RECORD_FILE}"), key=lambda path: path.stat().st_mtime):
        try:
            record = RunRecord.from_json(path.read_text())
            owner = (path.parent / OWNER_FILE).read_text()
        except (ValueError, KeyError, TypeError, OSError) as error:
            log.warning(
                "Skipped the run in %s, whose record cannot be read: %s", path.parent, error
            )
            continue
        view = RunView(state=State.DONE, history=record.history, record=record)
        runs.append(Run(path.parent.name, owner, recipe_of(record), view))
    return runs


def _remove_abandoned(folder: Path) -> None:
    for path in folder.glob(f"{UNFINISHED}*"):
        if time.time() - path.stat().st_mtime > ABANDONED_AFTER:
            shutil.rmtree(path, ignore_errors=True)
