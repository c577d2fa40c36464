"""The order in which runs get a worker: first come, first served.

Only a run that goes on after it has left its worker comes before those that have not begun, since
it has had its turn. An executor gets no more runs than it has workers: whatever waits, waits here.
"""

import itertools
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial

from cnn.runs.channel import Channel
from cnn.runs.job import Lost, Suspended, TrainingJob
from cnn.runs.record import RunRecord
from cnn.runs.run import Run

Outcome = RunRecord | Suspended | Lost | None

Train = Callable[[TrainingJob, Channel], Outcome]
"""Does a job and returns its record, how far it has come if it has left its worker, or ``None`` if
it was stopped before it had data."""


def one_worker() -> int:
    return 1


class Line:
    """Not safe to use from several threads."""

    def __init__(
        self,
        executor: Executor,
        train: Train,
        on_end: Callable[[Run, "Future[Outcome]"], None],
        workers: Callable[[], int] = one_worker,
    ) -> None:
        """``on_end`` is called by whichever thread ends a run, which it tells to the line;
        ``workers``: how many the executor has at the moment."""
        self._executor = executor
        self._train = train
        self._on_end = on_end
        self._workers = workers
        self._turns = itertools.count(1)
        self._waiting: list[Run] = []
        self._training: list[Run] = []

    @property
    def workers(self) -> int:
        return self._workers()

    def put(self, run: Run) -> None:
        """The run gets a worker now, or waits for one."""
        place = self._place(run)
        self._waiting.insert(place, run)
        for each in self._waiting[place:]:
            each.turn = next(self._turns)
        self.advance()

    def take_out(self, run: Run) -> bool:
        """Whether the run was waiting, which it no longer is."""
        waits = run in self._waiting
        if waits:
            self._waiting.remove(run)
        return waits

    def ended(self, run: Run) -> None:
        """Its worker is free again."""
        self._training.remove(run)
        self.advance()

    def advance(self) -> None:
        """Hands over as many runs as there are workers; to be called when there are more."""
        while self._waiting and len(self._training) < self._workers():
            self._hand_over(self._waiting.pop(0))

    def _place(self, run: Run) -> int:
        """Behind whom it comes among those that wait."""
        if not run.has_begun:
            return len(self._waiting)
        return sum(each.has_begun for each in self._waiting)

    def _hand_over(self, run: Run) -> None:
        assert run.folder is not None
        self._training.append(run)
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
