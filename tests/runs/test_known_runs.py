from cnn.runs.known_runs import KnownRuns
from cnn.runs.recipe import ARTICLE
from cnn.runs.run import Run, State


class Known(KnownRuns):
    """Each run is given by its id, its owner and its state, in the order of their turns."""

    def __init__(self, *runs: tuple[str, str, State]) -> None:
        super().__init__()
        for turn, (id, owner, state) in enumerate(runs, start=1):
            self._runs[id] = run = Run(id, owner, ARTICLE, 1, id)
            run.turn = turn
            run.change(state=state)


KNOWN = Known(
    ("done", "ada", State.DONE),
    ("paused", "bob", State.PAUSED),
    ("left", "eve", State.SUSPENDED),
    ("first", "ada", State.QUEUED),
    ("second", "joe", State.QUEUED),
)


def ids(runs: list[Run]) -> list[str]:
    return [run.id for run in runs]


def test_runs_are_listed_newest_first() -> None:
    assert ids(KNOWN.runs()) == ["second", "first", "left", "paused", "done"]
    assert ids(KNOWN.runs_of("ada")) == ["first", "done"]
    assert KNOWN.get("nothing") is None


def test_those_of_a_class_are_found() -> None:
    run = KNOWN.get("second")
    assert run is not None
    run.classroom = "CFH347"
    assert KNOWN.runs_in("CFH347") == [run]


def test_whoever_has_the_worker_and_whoever_waits_for_it_are_in_line() -> None:
    assert ids(KNOWN.training()) == ["paused"]
    assert ids(KNOWN.runs_in_line()) == ["paused", "first", "second"]
    last = KNOWN.get("second")
    assert last is not None
    assert ids(KNOWN.runs_ahead(last)) == ["paused", "first"]
