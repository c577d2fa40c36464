"""The queue of training runs, shared by all visitors of a process.

Runs are handed to an executor, usually one with a single thread: one run at a time is fair on
two cores. What the executor gets is plain data and a channel, so that any kind can take it.
"""

import errno
import logging
import shutil
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path

from cnn.errors import LabError, RunRefused
from cnn.runs.channel import Channel, OnEvent, ThreadChannel
from cnn.runs.recipe import Recipe
from cnn.runs.record import RunRecord, recipe_of
from cnn.runs.run import Run, RunView, State, TrainingJob
from cnn.runs.store import RunStore

Train = Callable[[TrainingJob, Channel], RunRecord | None]
"""Does a job and returns its record, or ``None`` if it was stopped before it had data."""

log = logging.getLogger(__name__)


class RunQueue:
    def __init__(
        self,
        store: RunStore,
        executor: Executor,
        train: Train,
        connect: Callable[[OnEvent], Channel] = ThreadChannel,
        kept_runs: int = 40,
    ) -> None:
        """``connect`` makes the channel of a run in this kind of executor; of the finished runs
        only the newest ``kept_runs`` are kept, each about 4 MB."""
        self._store = store
        self._executor = executor
        self._train = train
        self._connect = connect
        self._kept_runs = kept_runs
        self._lock = threading.Lock()
        self._runs = {run.id: run for run in _finished_runs(store)}

    def start(self, recipe: Recipe, owner: str) -> Run:
        """Puts a run into the queue.

        Raises:
            RunRefused: the owner has a run that is not over.
        """
        with self._lock:
            if any(not run.view().state.over for run in self._runs.values() if run.owner == owner):
                raise RunRefused(
                    "You already have a run in progress. Stop it, or wait until it is over."
                )
            run = Run(uuid.uuid4().hex[:12], owner, recipe)
            run.channel = self._connect(run.on_event)
            self._runs[run.id] = run
        self._submit(run)
        return run

    def get(self, id: str) -> Run | None:
        with self._lock:
            return self._runs.get(id)

    def runs_of(self, owner: str) -> list[Run]:
        """Newest first."""
        with self._lock:
            return [run for run in reversed(self._runs.values()) if run.owner == owner]

    def runs_ahead(self, run: Run) -> int:
        """How many runs have to end before this one begins."""
        with self._lock:
            earlier = list(self._runs.values())
        return sum(not other.view().state.over for other in earlier[: earlier.index(run)])

    def model_path(self, run: Run) -> Path:
        """The trained model of a finished run."""
        return self._store.model_path(run.id)

    def stop(self, run: Run, visitor: str) -> None:
        """Ends a run, keeping its best weights; cancels it if it is still waiting.

        Raises:
            RunRefused: the visitor is not its owner.
        """
        _require_owner(run, visitor)
        run.channel.stop()
        if run.future is not None:
            run.future.cancel()

    def pause(self, run: Run, visitor: str) -> None:
        """
        Raises:
            RunRefused: the visitor is not its owner.
        """
        _require_owner(run, visitor)
        run.channel.pause()

    def resume(self, run: Run, visitor: str) -> None:
        """
        Raises:
            RunRefused: the visitor is not its owner.
        """
        _require_owner(run, visitor)
        run.channel.resume()

    def _submit(self, run: Run) -> None:
        try:
            scratch = self._store.scratch_folder()
        except OSError as error:
            run.change(state=State.FAILED, error=_disk_sentence(error, self._store.folder))
            return
        job = TrainingJob(run.recipe, scratch)
        run.future = self._executor.submit(self._train, job, run.channel)
        run.future.add_done_callback(partial(self._on_end, run, scratch))

    def _on_end(self, run: Run, scratch: Path, future: "Future[RunRecord | None]") -> None:
        """Called by whichever thread ends or cancels the run."""
        try:
            record = None if future.cancelled() else future.result()
            if record is None:
                run.change(state=State.CANCELLED)
            else:
                self._store.keep(scratch, run.id, run.owner)
                run.change(state=State.DONE, history=record.history, record=record)
                self._delete_oldest()
        except LabError as error:
            run.change(state=State.FAILED, error=str(error))
        except OSError as error:
            run.change(state=State.FAILED, error=_disk_sentence(error, self._store.folder))
        except Exception:
            # Whatever went wrong, the page must not wait forever.
            log.exception("A training run failed")
            run.change(
                state=State.FAILED,
                error="The training ended with an unexpected error. The server's log has the "
                "details. Start the run again.",
            )
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _delete_oldest(self) -> None:
        with self._lock:
            done = [run for run in self._runs.values() if run.view().state == State.DONE]
            for run in done[: -self._kept_runs]:
                del self._runs[run.id]
                self._store.delete(run.id)


def _finished_runs(store: RunStore) -> list[Run]:
    return [
        Run(
            finished.id,
            finished.owner,
            recipe_of(finished.record),
            RunView(
                state=State.DONE,
                history=finished.record.history,
                source=finished.record.source,
                record=finished.record,
            ),
        )
        for finished in store.finished()
    ]


def _require_owner(run: Run, visitor: str) -> None:
    if run.owner != visitor:
        raise RunRefused("Only the visitor who started a run can steer it.")


def _disk_sentence(error: OSError, folder: Path) -> str:
    if error.errno == errno.ENOSPC:
        return f"The disk that holds {folder} is full. Make room there and start the run again."
    return (
        f"Runs cannot be stored in {folder} ({error.strerror or error}). Make that folder "
        "writable, or set CNN_HOME to another one and restart the lab."
    )
