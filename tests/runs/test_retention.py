import pytest

from cnn.errors import RunRefused
from cnn.runs.recipe import ARTICLE
from cnn.runs.retention import KEPT_WITHOUT_RESULT, MEGABYTE, PINS, Retention
from cnn.runs.run import Run, State


def ended(name: str, state: State = State.DONE, owner: str = "ada", pinned: bool = False) -> Run:
    run = Run(name, owner, ARTICLE, 1, name)
    run.pinned = pinned
    run.change(state=state)
    return run


def retention(most_runs: int = 40, most_megabytes: int = 500, size: int = 4) -> Retention:
    """Runs of so many megabytes; those named after a class are in one."""
    return Retention(
        lambda run: run.name.startswith("class"),
        lambda run: size * MEGABYTE,
        most_runs,
        most_megabytes,
    )


def left(kept: Retention, *runs: Run) -> list[str]:
    """The names of those that are not deleted."""
    for run in runs:
        kept.add(run)
    gone = kept.take_surplus()
    return [run.name for run in runs if run not in gone]


def test_of_too_many_runs_the_oldest_go() -> None:
    kept = retention(most_runs=2)
    runs = [ended(name) for name in "abcd"]
    for run in runs:
        kept.add(run)
    assert [run.name for run in kept.take_surplus()] == ["a", "b"]
    assert kept.take_surplus() == []


def test_of_runs_that_take_too_much_room_the_oldest_go() -> None:
    assert left(retention(most_megabytes=8), *map(ended, "abc")) == ["b", "c"]
    assert left(retention(most_megabytes=12), *map(ended, "abc")) == ["a", "b", "c"]


def test_the_newest_stays_whatever_its_size() -> None:
    assert left(retention(most_megabytes=3), *map(ended, "abc")) == ["c"]


def test_a_pinned_run_stays_and_takes_a_place() -> None:
    pinned = ended("a", pinned=True)
    assert left(retention(most_runs=2), pinned, *map(ended, "bcd")) == ["a", "d"]


def test_runs_of_classes_stay_and_take_no_place() -> None:
    runs = [ended(name) for name in ("class 1", "class 2", "a", "b", "c")]
    assert left(retention(most_runs=2), *runs) == ["class 1", "class 2", "b", "c"]


def test_once_its_class_has_ended_a_run_is_one_like_others() -> None:
    kept = retention(most_runs=2)
    of_class = ended("class 1")
    assert left(kept, of_class, *map(ended, "ab")) == ["class 1", "a", "b"]
    of_class.name = "no longer in one"
    assert kept.take_surplus() == [of_class]


def test_failed_runs_push_out_no_other_and_are_forgotten_in_time() -> None:
    failed = [ended(f"failed {n}", State.FAILED) for n in range(KEPT_WITHOUT_RESULT + 2)]
    names = left(retention(most_runs=1), ended("a"), *failed)
    assert names == ["a", *(run.name for run in failed[2:])]


def test_a_visitor_pins_a_few_runs() -> None:
    kept = retention()
    pinned = [ended(str(number), pinned=True) for number in range(PINS)]
    others = [ended("bob's", owner="bob", pinned=True)]
    kept.require_room_to_pin(ended("new"), [*pinned[1:], *others])
    with pytest.raises(RunRefused, match="You keep 5 runs already"):
        kept.require_room_to_pin(ended("new"), [*pinned, *others])
    kept.require_room_to_pin(pinned[0], [*pinned, *others])


def test_visitors_together_pin_half_of_what_is_kept() -> None:
    pinned = [ended(who, owner=who, pinned=True) for who in ("bob", "eve", "joe")]
    new = ended("new")
    for kept in (retention(most_runs=6), retention(most_megabytes=24)):
        for run in (*pinned, new):
            kept.add(run)
        kept.require_room_to_pin(new, [*pinned[1:], new])
        with pytest.raises(RunRefused, match="no room for another run to keep"):
            kept.require_room_to_pin(new, [*pinned, new])
