"""The queue of training runs, shared by all visitors of a process.

Runs are handed to an executor, usually one with a single thread: one run at a time is fair on
two cores. What the executor gets is plain data and a channel, so that any kind can take it.
"""

import random
import uuid
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path

from cnn.errors import RunRefused
from cnn.runs.admission import Admission, require_no_other
from cnn.runs.branching import BranchStart, branch_start
from cnn.runs.channel import Channel, OnEvent, ThreadChannel
from cnn.runs.checkpoint import RunIdentity
from cnn.runs.classroom import Classrooms
from cnn.runs.earlier_runs import finished_runs, interrupted_runs
from cnn.runs.failure import failure
from cnn.runs.job import Lost, Suspended
from cnn.runs.known_runs import KnownRuns
from cnn.runs.line import Line, Outcome, Train, one_worker
from cnn.runs.recipe import Recipe
from cnn.runs.record import RunRecord
from cnn.runs.retention import Retention
from cnn.runs.run import Run, RunView, State
from cnn.runs.run_name import branch_name, clean_name, unused_name
from cnn.runs.settings import Settings
from cnn.runs.store import RunStore
from cnn.runs.timeline import Moment

SEEDS = 10_000
"""A run draws its seed from 0 to one below: short enough to be dictated."""


class RunQueue(KnownRuns):
    def __init__(
        self,
        store: RunStore,
        executor: Executor,
        train: Train,
        connect: Callable[[OnEvent], Channel] = ThreadChannel,
        settings: Settings | None = None,
        classrooms: Classrooms | None = None,
        workers: Callable[[], int] = one_worker,
    ) -> None:
        """``connect`` makes the channel of a run in this kind of executor; ``settings`` bound who
        may enter, see ``admission``, and which finished runs are kept, see ``retention``.
        ``classrooms``: those whose teachers steer the order of their runs. ``workers``: how many
        the executor has at the moment; see ``advance``."""
        super().__init__()
        settings = settings or Settings()
        self._store = store
        self._line = Line(executor, train, self._on_end, workers)
        self._connect = connect
        self._admission = Admission(classrooms, settings.runs_per_address)
        self._retention = Retention(
            lambda run: self._admission.class_of(run.classroom) is not None,
            lambda run: store.size(run.id),
            settings.kept_runs,
            settings.kept_megabytes,
        )
        for run in finished_runs(store):
            run.name = run.name or self._unused_name(run.recipe)
            self._runs[run.id] = run
            self._retention.add(run)
        for run in interrupted_runs(store):
            self._connect_to(run)
            run.channel.pause()
            self._runs[run.id] = run
        self._delete_surplus()

    def start(
        self,
        recipe: Recipe,
        owner: str,
        seed: int | None = None,
        address: str | None = None,
        branch: tuple[Run, Moment] | None = None,
    ) -> Run:
        """Puts a run into the queue; without a ``seed``, it draws one, or takes its parent's.

        It belongs to the class that its owner is in. ``address``: the network address of its owner,
        if it is known. ``branch``: the moment of another run that it goes on from; its ``recipe``
        is that run's, with other settings.

        Raises:
            RunRefused: the owner has a run that is not over, there is no place in line, or the
                moment is not kept any more or leaves nothing to train.
        """
        with self._lock:
            require_no_other(run for run in self._runs.values() if run.owner == owner)
            id, start = uuid.uuid4().hex[:12], None
            if branch is None:
                seed = random.randrange(SEEDS) if seed is None else seed
                run = Run(id, owner, recipe, seed, self._unused_name(recipe))
            else:
                parent, moment = branch
                start = branch_start(parent, self.folder_of(parent), moment, recipe)
                run = self._branch(id, owner, recipe, parent.seed if seed is None else seed, start)
            run.address = address
            if (classroom := self._admission.class_with(owner)) is not None:
                run.classroom, run.revealed = classroom.code, classroom.revealed
            self._admission.require_place(run, self._runs.values())
            self._connect_to(run)
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

    @property
    def unreadable(self) -> int:
        """Runs in the folder that cannot be read."""
        return self._store.unreadable

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
            elif not run.has_begun and self._line.take_out(run):
                self._end(run, lambda: run.change(state=State.CANCELLED))

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
            RunRefused: the visitor is neither its owner nor its teacher, or there is no place in
                line for a run that has left its worker.
        """
        if not self._teaches(visitor, run):
            _require_owner(run, visitor)
        with self._lock:
            if run.view().state.may_go_on:
                self._admission.require_place(run, self._runs.values())
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
            NotStored: the name holds until the server restarts.
        """
        _require_owner(run, visitor)
        run.name = clean_name(name) or run.name
        self._keep_label(run)

    def pin(self, run: Run, visitor: str, wanted: bool) -> None:
        """Whether a run stays when older ones are deleted.

        Raises:
            RunRefused: the visitor is not its owner, or too many are pinned.
            NotStored: this holds until the server restarts.
        """
        _require_owner(run, visitor)
        with self._lock:
            if wanted:
                self._retention.require_room_to_pin(run, self._runs.values())
            run.pinned = wanted
            self._keep_label(run)

    def publish(self, run: Run, visitor: str, published: bool) -> None:
        """Shows a run to everybody on this server, or no longer.

        Raises:
            RunRefused: the visitor is not its owner.
            NotStored: this holds until the server restarts.
        """
        _require_owner(run, visitor)
        run.published = published
        self._keep_label(run)

    def reveal(self, run: Run, visitor: str) -> None:
        """Shows the test result to everybody who sees the run, from now on.

        Raises:
            RunRefused: the visitor is not its owner, or not its teacher if it has one.
            NotStored: this holds until the server restarts.
        """
        if self._admission.class_of(run.classroom) is None:
            _require_owner(run, visitor)
        elif not self._teaches(visitor, run):
            raise RunRefused("The teacher of the class reveals the test results of all its runs.")
        run.revealed = True
        self._keep_label(run)

    def advance(self) -> None:
        """To be called when there may be more workers than before."""
        with self._lock:
            self._line.advance()

    @property
    def workers(self) -> int:
        """How many runs train at once."""
        return self._line.workers

    def _teaches(self, visitor: str, run: Run) -> bool:
        classroom = self._admission.class_of(run.classroom)
        return classroom is not None and classroom.teacher == visitor

    def _connect_to(self, run: Run) -> None:
        run.channel = self._connect(run.on_event)

    def _submit(self, run: Run, start: BranchStart | None = None) -> None:
        if run.folder is None:
            try:
                identity = RunIdentity(run.id, run.recipe, run.seed, run.branch)
                run.folder = self._store.begin(identity, run.label(), start)
            except OSError as error:
                run.change(state=State.FAILED, error=failure(error, self._store.folder))
                self._retention.add(run)
                return
        run.change(state=State.QUEUED)
        self._line.put(run)

    def _on_end(self, run: Run, future: "Future[Outcome]") -> None:
        """Called by whichever thread ends the run."""
        with self._lock:
            self._end(run, lambda: self._on_outcome(run, future.result()))
            self._line.ended(run)

    def _end(self, run: Run, end: Callable[[], None]) -> None:
        """Ends the stay of a run on its worker, or in line."""
        try:
            end()
        except Exception as error:
            # Whatever went wrong, the page must not wait forever.
            run.change(state=State.FAILED, error=failure(error, self._store.folder))
        finally:
            if run.view().state.over:
                if run.folder is not None:
                    self._store.discard(run.folder)
                self._retention.add(run)
                self._delete_surplus()

    def _on_outcome(self, run: Run, outcome: Outcome) -> None:
        match outcome:
            case None:
                run.change(state=State.CANCELLED)
            case Suspended():
                self._on_suspension(run, outcome)
            case Lost():
                run.lose(outcome)
                self._on_suspension(run, outcome.suspended)
            case RunRecord():
                assert run.folder is not None
                self._store.keep(run.folder, run.id, run.label())
                run.change(state=State.DONE, history=outcome.history, record=outcome)

    def _on_suspension(self, run: Run, suspended: Suspended | None) -> None:
        run.suspended = suspended or run.suspended
        run.change(state=State.SUSPENDED)
        # Nothing is kept of a run whose first epoch had not ended: it pauses when it has begun.
        if not run.channel.paused or suspended is None:
            self._submit(run)

    def _keep_label(self, run: Run) -> None:
        with self._lock:
            state = run.view().state
            if state is State.DONE or (run.folder is not None and not state.over):
                scratch = None if state is State.DONE else run.folder
                self._store.relabel(scratch, run.id, run.label())

    def _unused_name(self, recipe: Recipe) -> str:
        return unused_name(recipe.title, (run.name for run in self._runs.values()))

    def _delete_surplus(self) -> None:
        with self._lock:
            for run in self._retention.take_surplus():
                del self._runs[run.id]
                if run.view().state is State.DONE:
                    self._store.delete(run.id)


def _require_owner(run: Run, visitor: str) -> None:
    if run.owner != visitor:
        raise RunRefused("Only the visitor who started a run can steer it.")
