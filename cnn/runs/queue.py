"""The queue of training runs, shared by all visitors of a process.

Other processes may share its folder, and show the same runs; each trains its own.

Runs are handed to an executor, usually one with a single thread: one run at a time is fair on
two cores. What the executor gets is plain data and a channel, so that any kind can take it.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path

from cnn.runs.admission import Admission, require_no_other
from cnn.runs.authority import require_owner, require_owner_or_teacher
from cnn.runs.branching import BranchStart, branch_start
from cnn.runs.channel import Channel, OnEvent, ThreadChannel
from cnn.runs.checkpoint import RunIdentity
from cnn.runs.classroom import Classrooms
from cnn.runs.earlier_runs import finished_runs, interrupted_runs
from cnn.runs.failure import failure
from cnn.runs.job import Lost, Suspended
from cnn.runs.labels import LabeledRuns
from cnn.runs.line import Line, Outcome, Train, one_worker
from cnn.runs.other_servers import OtherServers
from cnn.runs.recipe import Recipe
from cnn.runs.record import RunRecord
from cnn.runs.report import Reporter
from cnn.runs.requests import Action, Request, asked_elsewhere, forget, obey
from cnn.runs.retention import Retention
from cnn.runs.run import Run, RunView, State
from cnn.runs.run_name import branch_name, unused_name
from cnn.runs.settings import Settings
from cnn.runs.store import RunStore
from cnn.runs.timeline import Moment

SEEDS = 10_000
"""A run draws its seed from 0 to one below: short enough to be dictated."""


class RunQueue(LabeledRuns):
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
        settings = settings or Settings()
        admission = Admission(classrooms, settings.runs_per_address)
        retention = Retention(
            lambda run: admission.class_of(run.classroom) is not None,
            lambda run: store.size(run.id),
            settings.kept_runs,
            settings.kept_megabytes,
        )
        super().__init__(store, admission, retention)
        self._line = Line(executor, train, self._on_end, workers)
        self._connect = connect
        self._others = OtherServers(store, self, retention, self._take_over)
        self._reporter = Reporter()
        for run in finished_runs(store):
            run.name = run.name or self._unused_name(run.recipe)
            self._runs[run.id] = run
            self._retention.add(run)
        for run in interrupted_runs(store):
            self._take_over(run)
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
            ServerBusy: another server takes long to put a run into its line.
        """
        with self._entering(), self._lock:
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
        waits = run.view().state is State.QUEUED
        classroom = self._admission.class_of(run.classroom) if waits else None
        require_owner_or_teacher(run, visitor, classroom)
        if asked_elsewhere(run, Action.STOP, visitor):
            return
        with self._lock:
            run.channel.stop()
            if run.view().state.may_go_on:
                self._submit(run)
            elif run.has_begun:
                return
            elif self._line.take_out(run):
                self._end(run, lambda: self._on_outcome(run, None))
            elif run.future is not None:
                run.future.cancel()  # if its worker has not begun either

    def pause(self, run: Run, visitor: str) -> None:
        """A pause that lasts too long leaves the worker to the next run.

        Raises:
            RunRefused: the visitor is not its owner.
        """
        require_owner(run, visitor)
        if not asked_elsewhere(run, Action.PAUSE, visitor):
            run.channel.pause()

    def resume(self, run: Run, visitor: str) -> None:
        """Goes on with a run, at once or as soon as there is a worker for it.

        Raises:
            RunRefused: the visitor is neither its owner nor its teacher, or there is no place in
                line for a run that has left its worker.
        """
        require_owner_or_teacher(run, visitor, self._admission.class_of(run.classroom))
        if asked_elsewhere(run, Action.RESUME, visitor):
            return
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
        require_owner(run, visitor)
        if not asked_elsewhere(run, Action.PAUSE_AFTER_EPOCHS, visitor, wanted):
            run.channel.pause_after_epochs(wanted)

    def advance(self) -> None:
        """To be called when there may be more workers than before."""
        with self._lock:
            self._line.advance()

    @property
    def workers(self) -> int:
        """How many runs train at once."""
        return self._line.workers

    def keep_in_step(self) -> None:
        """Does what other servers ask for, tells them of the runs here, and takes over their news.

        To be called every two seconds, by one thread.
        """
        runs = [run for run in self.runs() if not (run.elsewhere or run.view().state.over)]
        own = {run: run.folder for run in runs if run.folder is not None}
        asked = [file for run, folder in own.items() for file in self._obey(run, folder)]
        self._reporter.tell(own)
        forget(asked)
        self._others.look()

    def _obey(self, run: Run, folder: Path) -> list[Path]:
        def do(request: Request) -> None:
            getattr(self, request.action)(run, request.visitor, *request.values)

        return obey(folder, do)

    @contextmanager
    def _entering(self) -> Iterator[None]:
        """No other server puts a run into its line, and all of theirs are known."""
        with self._store.exclusive():
            self._others.look()
            yield

    def _take_over(self, run: Run) -> None:
        """A run whose process has ended waits until its owner resumes it."""
        self._connect_to(run)
        run.channel.pause()

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
            self._end(run, lambda: self._on_outcome(run, _outcome_of(future)))
            self._line.ended(run)
        if run.view().state is State.DONE:
            # Outside of the lock, since another server may be changing a label.
            forget(self._obey(run, self.model_path(run).parent))

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

    def _unused_name(self, recipe: Recipe) -> str:
        return unused_name(recipe.title, (run.name for run in self._runs.values()))

    def _delete_surplus(self) -> None:
        with self._lock:
            for run in self._retention.take_surplus():
                if self._store.is_pinned(run.id):  # on another server, a moment ago
                    run.pinned = True
                    self._retention.add(run)
                    continue
                if run.view().state is State.DONE:
                    self._store.delete(run.id)
                self.forget(run)


def _outcome_of(future: "Future[Outcome]") -> Outcome:
    """
    Raises:
        Exception: whatever has gone wrong.
    """
    return None if future.cancelled() else future.result()
