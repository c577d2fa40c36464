from concurrent.futures import Future
from pathlib import Path

from cnn.runs.history import History
from cnn.runs.job import Suspended
from cnn.runs.line import Line, Outcome
from cnn.runs.recipe import ARTICLE
from cnn.runs.run import Run
from tests.ui.held_queue import HeldExecutor


class Workers:
    """Any number of them, which never do anything by themselves."""

    def __init__(self, number: int = 1) -> None:
        self.number = number
        self.line = Line(HeldExecutor(), lambda job, channel: None, self._end, self.count)

    def count(self) -> int:
        return self.number

    def _end(self, run: Run, future: Future[Outcome]) -> None:
        self.line.ended(run)

    def put(self, *ids: str) -> list[Run]:
        runs = [Run(id, id, ARTICLE, 1, id) for id in ids]
        for run in runs:
            run.folder = Path(run.id)
            self.line.put(run)
        return runs


def in_order(runs: list[Run]) -> list[str]:
    return [run.id for run in sorted(runs, key=lambda run: run.turn)]


def trains(run: Run) -> bool:
    return run.future is not None and not run.future.done()


def end(run: Run) -> None:
    assert run.future is not None
    run.future.set_result(None)


def goes_on(id: str) -> Run:
    run = Run(id, id, ARTICLE, 1, id)
    run.folder = Path(id)
    run.suspended = Suspended(History(), batch=1, seconds=1, state="")
    return run


def test_who_comes_first_is_served_first() -> None:
    workers = Workers()
    runs = workers.put("one", "two", "three")
    assert in_order(runs) == ["one", "two", "three"]
    assert [trains(run) for run in runs] == [True, False, False]
    end(runs[0])
    assert [trains(run) for run in runs] == [False, True, False]


def test_as_many_train_as_there_are_workers() -> None:
    workers = Workers(2)
    runs = workers.put("one", "two", "three")
    assert [trains(run) for run in runs] == [True, True, False]


def test_a_new_worker_gets_the_next_run() -> None:
    workers = Workers(0)
    runs = workers.put("one", "two", "three")
    assert not any(trains(run) for run in runs)
    workers.number = 2
    workers.line.advance()
    assert [trains(run) for run in runs] == [True, True, False]


def test_a_worker_that_goes_away_takes_no_other_run() -> None:
    workers = Workers(2)
    runs = workers.put("one", "two", "three")
    workers.number = 1
    end(runs[0])
    assert [trains(run) for run in runs] == [False, True, False]


def test_those_that_have_had_a_turn_come_before_those_that_have_not_begun() -> None:
    workers = Workers()
    runs = workers.put("trains", "one", "two")
    went_on, too = goes_on("went on"), goes_on("too")
    workers.line.put(went_on)
    workers.line.put(too)
    assert in_order([*runs, too, went_on]) == ["trains", "went on", "too", "one", "two"]
    end(runs[0])
    assert trains(went_on)


def test_a_run_that_waits_can_be_taken_out() -> None:
    workers = Workers()
    first, second, third = workers.put("one", "two", "three")
    assert workers.line.take_out(second)
    assert not workers.line.take_out(first), "it trains"
    end(first)
    assert trains(third)
    assert second.future is None
