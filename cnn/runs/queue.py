"""Many training runs: the queue, and what is kept on disk.

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
from concurrent.futures import Executor
from pathlib import Path

from cnn.data.dataset import Dataset
from cnn.errors import LabError, RunRefused
from cnn.runs.recipe import Recipe
from cnn.runs.record import MODEL_FILE, RECORD_FILE, RunRecord, recipe_of
from cnn.runs.run import Run, RunView, State

KEPT_RUNS = 40
"""The oldest finished ones beyond these are deleted; a run takes about 4 MB."""

OWNER_FILE = "owner.txt"
UNFINISHED = ".unfinished-"
ABANDONED_AFTER = 24 * 3600
"""Seconds after which what a killed process left unfinished is removed."""

log = logging.getLogger(__name__)


class Runs:
    """The queue and the shelf of finished runs, shared by all visitors of a process."""

    def __init__(
        self, folder: Path, load_data: Callable[[], Dataset | None], executor: Executor
    ) -> None:
        """``load_data`` is asked again, after a moment, as long as it gives ``None``."""
        self.folder = folder
        self._load_data = load_data
        self._executor = executor
        self._lock = threading.Lock()
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
            data = self._wait_for_data(run)
            if data is None:
                run.change(state=State.CANCELLED)
                return
            run.change(source=data.source)
            record = self._train(run, data)
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

    def _wait_for_data(self, run: Run) -> Dataset | None:
        """``None`` where the run is stopped first."""
        data = None
        while data is None and not run.control.stopping:
            data = self._load_data()
        return data

    def _train(self, run: Run, data: Dataset) -> RunRecord:
        # TensorFlow: loaded by the worker, so that no page waits for it.
        from cnn.nn.training.trainer import train

        self.folder.mkdir(parents=True, exist_ok=True)
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
            done = [run for run in self._runs.values() if run.view().state == State.DONE]
            for run in done[:-KEPT_RUNS]:
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
        view = RunView(state=State.DONE, history=record.history, source=record.data, record=record)
        runs.append(Run(path.parent.name, owner, recipe_of(record), view))
    return runs


def _remove_abandoned(folder: Path) -> None:
    for path in folder.glob(f"{UNFINISHED}*"):
        if time.time() - path.stat().st_mtime > ABANDONED_AFTER:
            shutil.rmtree(path, ignore_errors=True)
