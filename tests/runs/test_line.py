from concurrent.futures import Future
from pathlib import Path

from cnn.runs.history import History
from cnn.runs.line import Line, Outcome
from cnn.runs.recipe import ARTICLE
from cnn.runs.run import Run, Suspended
from tests.ui.held_queue import HeldExecutor


def waiting(id: str) -> Run:
    run = Run(id, id, ARTICLE, 1, id)
    run.folder = Path(id)
    return run


def in_order(runs: list[Run]) -> list[str]:
    return [run.id for run in sorted(runs, key=lambda run: run.turn)]


def line(ends: list[str] | None = None) -> Line:
    def on_end(run: Run, future: Future[Outcome]) -> None:
        if run.future is future and ends is not None:
            ends.append(run.id)

    return Line(HeldExecutor(), lambda job, channel: None, on_end)


def test_who_comes_first_is_served_first() -> None:
    runs = [waiting(id) for id in ("one", "two", "three")]
    of_lab = line()
    for run in runs:
        of_lab.put(run, runs)
    assert in_order(runs) == ["one", "two", "three"]


def test_who_has_had_a_turn_comes_before_those_who_have_not_begun() -> None:
    ends: list[str] = []
    runs = [waiting(id) for id in ("trains", "one", "two", "went on")]
    of_lab = line(ends)
    for run in runs[:3]:
        of_lab.put(run, runs)
    assert runs[0].future is not None
    runs[0].future.set_running_or_notify_cancel()
    runs[3].suspended = Suspended(History(), batch=1, seconds=1, state="")
    of_lab.put(runs[3], runs)
    assert in_order(runs) == ["trains", "went on", "one", "two"]
    assert ends == [], "nobody was canceled"


def test_whoever_ends_is_reported() -> None:
    ends: list[str] = []
    run = waiting("one")
    line(ends).put(run, [])
    assert run.future is not None
    run.future.set_result(None)
    assert ends == ["one"]
