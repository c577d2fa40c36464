from pathlib import Path

import pytest

from cnn.errors import RunRefused
from cnn.runs.admission import (
    MOST_IN_LINE,
    MOST_OF_AN_ADDRESS,
    RUNS_PER_ADDRESS,
    Admission,
    require_no_other,
)
from cnn.runs.classroom import Classrooms
from cnn.runs.recipe import ARTICLE
from cnn.runs.run import Run, State


def run(address: str | None, classroom: str | None = None, state: State = State.QUEUED) -> Run:
    made = Run("id", "ada", ARTICLE, 1, "Mine")
    made.address, made.classroom = address, classroom
    made.change(state=state)
    return made


@pytest.fixture
def classes(tmp_path: Path) -> Classrooms:
    return Classrooms(tmp_path)


FOUR = [run("1.2.3.4", state=state) for state in (State.RUNNING, *3 * [State.QUEUED])]


def test_a_few_runs_of_an_address_are_in_line_at_a_time() -> None:
    assert len(FOUR) == RUNS_PER_ADDRESS
    Admission().require_place(run("1.2.3.4"), FOUR[1:])
    with pytest.raises(RunRefused) as refused:
        Admission().require_place(run("1.2.3.4"), FOUR)
    assert str(refused.value) == (
        "Four runs of your network address are in line already. Wait until one of them is over, "
        "or join a class."
    )


@pytest.mark.parametrize(
    ("most", "sentence"),
    [
        (1, "One run of your network address is in line already. Wait until it is over, or join"),
        (9, "Nine runs of your network address are in line"),
        (12, "12 runs of your network address are in line"),
    ],
)
def test_how_many_is_up_to_the_owner_of_the_server(most: int, sentence: str) -> None:
    admission = Admission(runs_per_address=most)
    admission.require_place(run("1.2.3.4"), (most - 1) * [FOUR[0]])
    with pytest.raises(RunRefused, match=sentence):
        admission.require_place(run("1.2.3.4"), most * [FOUR[0]])


def test_other_addresses_and_unknown_ones_are_not_in_the_way() -> None:
    Admission().require_place(run("5.6.7.8"), FOUR)
    Admission().require_place(run(None), [*FOUR, *10 * [run(None)]])


@pytest.mark.parametrize(
    "state", [State.SUSPENDED, State.INTERRUPTED, State.DONE, State.FAILED, State.CANCELLED]
)
def test_a_run_that_is_not_in_line_takes_no_place(state: State) -> None:
    gone = run("1.2.3.4")
    gone.address = "1.2.3.4"
    gone.change(state=state)
    Admission().require_place(run("1.2.3.4"), [*FOUR[1:], gone])


def test_a_run_that_goes_on_is_not_in_its_own_way() -> None:
    goes_on = run("1.2.3.4", state=State.SUSPENDED)
    Admission().require_place(goes_on, [*FOUR[1:], goes_on])
    with pytest.raises(RunRefused, match="Four"):
        Admission().require_place(goes_on, [*FOUR, goes_on])


def test_a_class_has_a_run_in_line_for_each_of_its_members(classes: Classrooms) -> None:
    code = classes.open("teacher").code
    admission = Admission(classes)
    own = [run("1.2.3.4", code)]
    admission.require_place(own[0], FOUR)
    with pytest.raises(RunRefused, match="Your class has a run in line for each of its members"):
        admission.require_place(run("1.2.3.4", code), [*FOUR, *own])
    for number in range(6):
        classes.join(code, f"visitor {number}")
    admission.require_place(run("1.2.3.4", code), [*FOUR, *6 * own])
    with pytest.raises(RunRefused, match="Your class"):
        admission.require_place(run("1.2.3.4", code), [*FOUR, *7 * own])


def test_the_runs_of_a_class_do_not_count_for_their_address(classes: Classrooms) -> None:
    code = classes.open("teacher").code
    of_class = 10 * [run("1.2.3.4", code)]
    Admission(classes).require_place(run("1.2.3.4"), [*FOUR[1:], *of_class])
    classes.end(code, "teacher")
    with pytest.raises(RunRefused, match="Four"):
        Admission(classes).require_place(run("1.2.3.4"), of_class)


def test_no_address_takes_all_places_with_classes(classes: Classrooms) -> None:
    codes = [classes.open(f"teacher {number}").code for number in range(MOST_OF_AN_ADDRESS)]
    in_line = [run("1.2.3.4", code) for code in codes]
    code = classes.open("one more").code
    Admission(classes).require_place(run("1.2.3.4", code), in_line[1:])
    with pytest.raises(RunRefused, match="Most places in line are taken from your network"):
        Admission(classes).require_place(run("1.2.3.4", code), in_line)
    Admission(classes).require_place(run("5.6.7.8", code), in_line)


def test_the_line_is_bounded() -> None:
    in_line = MOST_IN_LINE * [run(None)]
    Admission().require_place(run(None), in_line[1:])
    with pytest.raises(RunRefused, match="The queue is full"):
        Admission().require_place(run(None), in_line)


def test_a_visitor_has_one_run_that_is_not_over() -> None:
    require_no_other([run(None, state=State.DONE), run(None, state=State.FAILED)])
    with pytest.raises(RunRefused, match="already have a run in progress"):
        require_no_other([run(None, state=State.DONE), run(None, state=State.SUSPENDED)])
    with pytest.raises(RunRefused, match="was interrupted"):
        require_no_other([run(None, state=State.INTERRUPTED)])
