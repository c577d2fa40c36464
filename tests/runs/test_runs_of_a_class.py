"""What a class changes in the queue, with real runs on a small dataset."""

from pathlib import Path

import pytest

from cnn.data.dataset import Dataset
from cnn.errors import RunRefused
from cnn.runs.classroom import Classrooms
from cnn.runs.queue import RunQueue
from cnn.runs.run import State
from tests.runs.queues import LONG, QUICK, finish, make_queue, stop, wait_for


@pytest.fixture
def classes(tmp_path: Path) -> Classrooms:
    return Classrooms(tmp_path / "classes")


@pytest.fixture
def queue(small_data: Dataset, tmp_path: Path, classes: Classrooms) -> RunQueue:
    return make_queue(tmp_path / "runs", lambda: small_data, kept_runs=1, classrooms=classes)


@pytest.fixture
def code(classes: Classrooms) -> str:
    """Of a class with a teacher, Ada and Bob."""
    code = classes.open("teacher").code
    classes.join(code, "ada", "Ada")
    classes.join(code, "bob", "Bob")
    return code


def test_runs_belong_to_the_class_of_their_owner_also_after_a_restart(
    queue: RunQueue, code: str, classes: Classrooms, small_data: Dataset
) -> None:
    inside, outside = queue.start(QUICK, "ada"), queue.start(QUICK, "eve")
    finish(outside)
    assert queue.runs_in(code) == [inside]
    folder = queue.model_path(inside).parent.parent
    again = make_queue(folder, lambda: small_data, classrooms=classes)
    assert [run.id for run in again.runs_in(code)] == [inside.id]


def test_the_teacher_skips_a_run_that_waits_and_none_that_trains(
    queue: RunQueue, code: str
) -> None:
    training, waiting, other = (queue.start(LONG, who) for who in ("ada", "bob", "eve"))
    wait_for(lambda: training.view().state is State.RUNNING)
    for run in (training, other):
        with pytest.raises(RunRefused, match="Only the visitor who started"):
            queue.stop(run, "teacher")
    with pytest.raises(RunRefused):
        queue.stop(waiting, "ada")
    queue.stop(waiting, "teacher")
    assert waiting.view().state is State.CANCELLED
    stop(queue, other, training)


def test_the_teacher_ends_a_pause_and_makes_none(queue: RunQueue, code: str) -> None:
    run = queue.start(LONG, "ada")
    with pytest.raises(RunRefused):
        queue.pause(run, "teacher")
    queue.pause(run, "ada")
    wait_for(lambda: run.view().state is State.PAUSED)
    with pytest.raises(RunRefused):
        queue.resume(run, "bob")
    queue.resume(run, "teacher")
    wait_for(lambda: run.view().state is State.RUNNING)
    stop(queue, run)


def test_the_teacher_alone_reveals_test_results(
    queue: RunQueue, code: str, classes: Classrooms
) -> None:
    run = queue.start(QUICK, "ada")
    finish(run)
    for visitor in ("ada", "bob", "eve"):
        with pytest.raises(RunRefused, match="The teacher of the class reveals"):
            queue.reveal(run, visitor)
    queue.reveal(run, "teacher")
    assert run.revealed
    classes.reveal(code, "teacher")
    later = queue.start(QUICK, "bob")
    assert later.revealed
    finish(later)


def test_when_a_class_has_ended_runs_are_their_owners_own(
    queue: RunQueue, code: str, classes: Classrooms
) -> None:
    run = queue.start(QUICK, "ada")
    finish(run)
    classes.end(code, "teacher")
    with pytest.raises(RunRefused, match="Only the visitor who started"):
        queue.reveal(run, "teacher")
    queue.reveal(run, "ada")
    assert run.revealed


def test_runs_of_a_class_are_kept_as_long_as_it_lasts(
    queue: RunQueue, code: str, classes: Classrooms
) -> None:
    def start(who: str) -> str:
        run = queue.start(QUICK, who)
        finish(run)
        return run.id

    of_class = [start("ada"), start("bob")]
    alone = [start("eve"), start("eve")]
    kept = [run.id for run in queue.runs()]
    assert kept == [alone[1], *reversed(of_class)]
    classes.end(code, "teacher")
    newest = start("eve")
    wait_for(lambda: [run.id for run in queue.runs()] == [newest])
