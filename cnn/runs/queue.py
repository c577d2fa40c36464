"""The queue of training runs, shared by all visitors of a process.

Runs are handed to an executor, usually one with a single thread: one run at a time is fair on
two cores. What the executor gets is plain data and a channel, so that any kind can take it.
"""

import errno
import itertools
import logging
import random
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path

from cnn.errors import LabError, RunRefused
from cnn.runs.branching import BranchStart, branch_start
from cnn.runs.channel import Channel, OnEvent, ThreadChannel
from cnn.runs.checkpoint import RunIdentity
from cnn.runs.classroom import Classroom, Classrooms
from cnn.runs.earlier_runs import finished_runs, interrupted_runs
from cnn.runs.recipe import Recipe
from cnn.runs.record import RunRecord
from cnn.runs.run import Run, RunView, State, Suspended, TrainingJob
from cnn.runs.run_name import branch_name, clean_name, unused_name
from cnn.runs.store import RunStore
from cnn.runs.timeline import Moment

Outcome = RunRecord | Suspended | None

Train = Callable[[TrainingJob, Channel], Outcome]
"""Does a job and returns its record, how far it has come if it was suspended, or ``None`` if it was
stopped before it had data."""

SEEDS = 10_000
"""A run draws its seed from 0 to one below: short enough to be dictated."""

MOST_IN_LINE = 100
"""Runs that wait for the worker or have it."""

log = logging.getLogger(__name__)


class RunQueue:
    def __init__(
        self,
        store: RunStore,
        executor: Executor,
        train: Train,
        connect: Callable[[OnEvent], Channel] = ThreadChannel,
        kept_runs: int = 40,
        classrooms: Classrooms | None = None,
    ) -> None:
        """``connect`` makes the channel of a run in this kind of executor; of the finished runs
        only the newest ``kept_runs`` are kept, each about 12 MB, and those of open classes.
        ``classrooms``: those whose teachers steer the order of their runs."""
        self._store = store
        self._executor = executor
        self._train = train
        self._connect = connect
        self._kept_runs = kept_runs
        self._classrooms = classrooms
        # Reentrant: a future that is canceled calls back on the same thread.
        self._lock = threading.RLock()
        self._turns = itertools.count(1)
        self._runs: dict[str, Run] = {}
        for run in finished_runs(store):
            run.name = run.name or self._unused_name(run.recipe)
            self._runs[run.id] = run
        for run in interrupted_runs(store):
            self._connect_to(run)
            run.channel.pause()
            self._runs[run.id] = run

    def start(
        self,
        recipe: Recipe,
        owner: str,
        seed: int | None = None,
        classroom: str | None = None,
        branch: tuple[Run, Moment] | None = None,
    ) -> Run:
        """Puts a run into the queue; without a ``seed``, it draws one, or takes its parent's.

        ``classroom``: the code of the class that it belongs to. ``branch``: the moment of another
        run that it goes on from; its ``recipe`` is that run's, with other settings.

        Raises:
            RunRefused: the owner has a run that is not over, too many wait, or the moment is not
                kept any more or leaves nothing to train.
        """
        with self._lock:
            if len(self.runs_in_line()) >= MOST_IN_LINE:
                raise RunRefused("The queue is full. Try again in a few minutes.")
            _require_no_other([run for run in self._runs.values() if run.owner == owner])
            id, start = uuid.uuid4().hex[:12], None
            if branch is None:
                seed = random.randrange(SEEDS) if seed is None else seed
                run = Run(id, owner, recipe, seed, self._unused_name(recipe))
            else:
                parent, moment = branch
                start = branch_start(parent, self.folder_of(parent), moment, recipe)
                run = self._branch(id, owner, recipe, parent.seed if seed is None else seed, start)
            self._connect_to(run)
            if (open_class := self._class_of(classroom)) is not None:
                run.classroom, run.revealed = open_class.code, open_class.revealed
            self._runs[run.id] = run
            self._submit(run, start)
        return run

    def _branch(self, id: str, owner: str, recipe: Recipe, seed: int, start: BranchStart) -> Run:
        branch, checkpoint = start.branch, start.checkpoint
        names = (run.name for run in self._runs.values())
        name = branch_name(branch.parent_name, branch.place, names)
        view = RunView.at(checkpoint.suspended, recipe, checkpoint.source, State.QUEUED)
        run = Run(id, owner, recipe, seed, name, view)
        run.branch, run.suspended = branch, checkpoint.suspended
        return run

    def get(self, id: str) -> Run | None:
        with self._lock:
            return self._runs.get(id)

    def runs(self) -> list[Run]:
        """All of this server, newest first."""
        with self._lock:
            return list(reversed(self._runs.values()))

    def runs_of(self, owner: str) -> list[Run]:
        """Newest first."""
        with self._lock:
            return [run for run in reversed(self._runs.values()) if run.owner == owner]

    def runs_in(self, classroom: str) -> list[Run]:
        """The runs of a class, newest first."""
        return [run for run in self.runs() if run.classroom == classroom]

    def running(self) -> Run | None:
        """The run that has the worker."""
        with self._lock:
            return next((run for run in self._runs.values() if run.view().state.has_worker), None)

    def runs_ahead(self, run: Run) -> list[Run]:
        """The runs that get the worker, or have it, before this one."""
        with self._lock:
            runs = [other for other in self._runs.values() if other.turn < run.turn]
        return [other for other in runs if _is_in_line(other.view().state)]

    def runs_in_line(self) -> list[Run]:
        """The runs that a new one would have to wait for."""
        with self._lock:
            return [run for run in self._runs.values() if _is_in_line(run.view().state)]

    def folder_of(self, run: Run) -> Path | None:
        """Where its timeline lies; ``None`` while it waits for a folder, and if it has failed."""
        state = run.view().state
        return self.model_path(run).parent if state is State.DONE else run.folder

    def model_path(self, run: Run) -> Path:
        """The trained model of a finished run."""
        return self._store.model_path(run.id)

    def stop(self, run: Run, visitor: str) -> None:
        """Ends a run, keeping its best weights; cancels it if it is still waiting.

        Raises:
            RunRefused: the visitor is not its owner, nor the teacher of a run that waits.
        """
        if not (run.view().state is State.QUEUED and self._teaches(visitor, run)):
            _require_owner(run, visitor)
        with self._lock:
            run.channel.stop()
            if run.view().state.may_go_on:
                self._submit(run)
            elif not run.has_begun and run.future is not None:
                run.future.cancel()

    def pause(self, run: Run, visitor: str) -> None:
        """A pause that lasts too long leaves the worker to the next run.

        Raises:
            RunRefused: the visitor is not its owner.
        """
        _require_owner(run, visitor)
        run.channel.pause()

    def resume(self, run: Run, visitor: str) -> None:
        """Goes on with a run, at once or as soon as there is a worker for it.

        Raises:
            RunRefused: the visitor is neither its owner nor its teacher.
        """
        if not self._teaches(visitor, run):
            _require_owner(run, visitor)
        with self._lock:
            run.channel.resume()
            if run.view().state.may_go_on:
                self._submit(run)

    def pause_after_epochs(self, run: Run, visitor: str, wanted: bool) -> None:
        """
        Raises:
            RunRefused: the visitor is not its owner.
        """
        _require_owner(run, visitor)
        run.channel.pause_after_epochs(wanted)

    def rename(self, run: Run, visitor: str, name: str) -> None:
        """Gives a run another name, cleaned and shortened; an empty one changes nothing.

        Raises:
            RunRefused: the visitor is not its owner.
        """
        _require_owner(run, visitor)
        run.name = clean_name(name) or run.name
        self._keep_label(run)

    def reveal(self, run: Run, visitor: str) -> None:
        """Shows the test result to everybody who sees the run, from now on.

        Raises:
            RunRefused: the visitor is not its owner, or not its teacher if it has one.
        """
        if self._class_of(run.classroom) is None:
            _require_owner(run, visitor)
        elif not self._teaches(visitor, run):
            raise RunRefused("The teacher of the class reveals the test results of all its runs.")
        run.revealed = True
        self._keep_label(run)

    def _class_of(self, code: str | None) -> Classroom | None:
        return self._classrooms.get(code) if self._classrooms and code else None

    def _teaches(self, visitor: str, run: Run) -> bool:
        classroom = self._class_of(run.classroom)
        return classroom is not None and classroom.teacher == visitor

    def _connect_to(self, run: Run) -> None:
        run.channel = self._connect(run.on_event)

    def _submit(self, run: Run, start: BranchStart | None = None) -> None:
        if run.folder is None:
            try:
                identity = RunIdentity(run.id, run.recipe, run.seed, run.branch)
                run.folder = self._store.begin(identity, run.label(), start)
            except OSError as error:
                run.change(state=State.FAILED, error=_disk_sentence(error, self._store.folder))
                return
        run.change(state=State.QUEUED)
        # A run that goes on has had its turn: it comes before those that have not begun.
        overtaken = self._take_back_what_has_not_begun() if run.has_begun else []
        for each in (run, *overtaken):
            self._hand_over(each)

    def _take_back_what_has_not_begun(self) -> list[Run]:
        """In their order."""
        waiting = [run for run in self._runs.values() if run.turn and not run.has_begun]
        return [run for run in sorted(waiting, key=lambda run: run.turn) if _take_back(run)]

    def _hand_over(self, run: Run) -> None:
        assert run.folder is not None
        run.turn = next(self._turns)
        job = TrainingJob(
            run.recipe,
            run.folder,
            run.seed,
            run.view().source,
            run.suspended,
            run.branch,
            recorded=True,
        )
        run.future = self._executor.submit(self._train, job, run.channel)
        run.future.add_done_callback(partial(self._on_end, run))

    def _on_end(self, run: Run, future: "Future[Outcome]") -> None:
        """Called by whichever thread ends or cancels the run."""
        with self._lock:
            if run.future is not future:  # it was taken back
                return
            try:
                outcome = None if future.cancelled() else future.result()
                if isinstance(outcome, Suspended):
                    self._on_suspension(run, outcome)
                else:
                    self._on_outcome(run, outcome)
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
                if run.view().state.over and run.folder is not None:
                    self._store.discard(run.folder)

    def _on_suspension(self, run: Run, suspended: Suspended) -> None:
        run.suspended = suspended
        run.change(state=State.SUSPENDED)
        if not run.channel.paused:  # resumed or stopped while it was leaving
            self._submit(run)

    def _on_outcome(self, run: Run, record: RunRecord | None) -> None:
        if record is None:
            run.change(state=State.CANCELLED)
            return
        assert run.folder is not None
        self._store.keep(run.folder, run.id, run.label())
        run.change(state=State.DONE, history=record.history, record=record)
        self._delete_oldest()

    def _keep_label(self, run: Run) -> None:
        state = run.view().state
        if state is State.DONE or (run.folder is not None and not state.over):
            scratch = None if state is State.DONE else run.folder
            self._store.relabel(scratch, run.id, run.label())

    def _unused_name(self, recipe: Recipe) -> str:
        return unused_name(recipe.title, (run.name for run in self._runs.values()))

    def _delete_oldest(self) -> None:
        with self._lock:
            done = [
                run
                for run in self._runs.values()
                if run.view().state == State.DONE and self._class_of(run.classroom) is None
            ]
            for run in done[: -self._kept_runs]:
                del self._runs[run.id]
                self._store.delete(run.id)


def _is_in_line(state: State) -> bool:
    return state is State.QUEUED or state.has_worker


def _take_back(run: Run) -> bool:
    """Whether the executor had not begun the run, which it no longer has."""
    future, run.future = run.future, None
    if future is not None and future.cancel():
        return True
    run.future = future
    return False


def _require_no_other(runs: list[Run]) -> None:
    states = [run.view().state for run in runs]
    if State.INTERRUPTED in states:
        raise RunRefused("You have a run that was interrupted. Resume it, or stop it first.")
    if not all(state.over for state in states):
        raise RunRefused("You already have a run in progress. Stop it, or wait until it is over.")


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
