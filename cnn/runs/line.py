"""The order in which runs get a worker: first come, first served.

Only a run that goes on after it has left its worker comes before those that have not begun, since
it has had its turn.
"""

import itertools
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from functools import partial

from cnn.runs.channel import Channel
from cnn.runs.record import RunRecord
from cnn.runs.run import Run, Suspended, TrainingJob

Outcome = RunRecord | Suspended | None

Train = Callable[[TrainingJob, Channel], Outcome]
"""Does a job and returns its record, how far it has come if it was suspended, or ``None`` if it was
stopped before it had data."""


class Line:
    def __init__(
        self,
        executor: Executor,
        train: Train,
        on_end: Callable[[Run, "Future[Outcome]"], None],
    ) -> None:
        """``on_end`` is called by whichever thread ends or cancels a run."""
        self._executor = executor
        self._train = train
        self._on_end = on_end
        self._turns = itertools.count(1)

    def put(self, run: Run, others: Iterable[Run]) -> None:
        """``others``: the runs that may be overtaken."""
        overtaken = _take_back_what_has_not_begun(others) if run.has_begun else []
        for each in (run, *overtaken):
            self._hand_over(each)

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


def _take_back_what_has_not_begun(runs: Iterable[Run]) -> list[Run]:
    """In their order."""
    waiting = [run for run in runs if run.turn and not run.has_begun]
    return [run for run in sorted(waiting, key=lambda run: run.turn) if _take_back(run)]


def _take_back(run: Run) -> bool:
    """Whether the executor had not begun the run, which it no longer has."""
    future, run.future = run.future, None
    if future is not None and future.cancel():
        return True
    run.future = future
    return False
