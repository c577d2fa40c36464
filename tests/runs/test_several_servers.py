"""Several servers with one folder of runs, as processes that train, end and are killed."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cnn.concurrency import keep_calling
from cnn.data.dataset import Dataset
from cnn.errors import RunRefused
from cnn.runs.classroom import Classrooms
from cnn.runs.queue import RunQueue
from cnn.runs.run import Run, State
from tests.conftest import ROOT
from tests.runs.queues import LONG, QUICK, finish, make_queue, wait_for
from tests.runs.servers import IN_STEP, server
from tests.runs.test_earlier_runs import losses

EPOCHS = 40


@pytest.fixture
def here(small_data: Dataset, tmp_path: Path) -> RunQueue:
    """The queue of this process, which keeps in step with others."""
    classrooms = Classrooms(tmp_path / "classes")
    queue = make_queue(tmp_path / "runs", lambda: small_data, classrooms=classrooms)
    keep_calling(queue.keep_in_step, IN_STEP, "in step")
    return queue


def seen(queue: RunQueue, owner: str) -> Run:
    wait_for(lambda: bool(queue.runs_of(owner)))
    return queue.runs_of(owner)[0]


def test_a_run_of_another_server_is_seen_to_learn_and_to_end(
    here: RunQueue, tmp_path: Path
) -> None:
    with server(tmp_path, "ada", epochs=EPOCHS):
        run = seen(here, "ada")
        assert (run.seed, run.name, run.elsewhere) == (5, "Dense network 1", True)
        wait_for(lambda: len(run.view().history) > 1)
        before = len(run.view().history)
        wait_for(lambda: len(run.view().history) > before)
        assert here.training() == here.runs_in_line() == []
        with pytest.raises(RunRefused, match="in progress"):
            here.start(QUICK, "ada")
        assert here.start(QUICK, "bob").name == "Dense network 2"
        here.rename(run, "ada", "Seen from afar")
        finish(run)
    view = run.view()
    assert view.state is State.DONE and not run.elsewhere
    assert view.record is not None and len(view.record.history) == EPOCHS
    assert view.history == view.record.history
    assert run.name == "Seen from afar"
    assert here.model_path(run).is_file()


def test_when_a_server_is_killed_another_one_goes_on_with_its_run(
    here: RunQueue, small_data: Dataset, tmp_path: Path
) -> None:
    another = make_queue(tmp_path / "runs", lambda: small_data)
    with server(tmp_path, "ada", epochs=EPOCHS):
        run = seen(here, "ada")
        another.keep_in_step()
        wait_for(lambda: len(run.view().history) > 1)
    wait_for(lambda: run.view().state is State.INTERRUPTED)
    done = len(run.view().history)
    assert 1 <= done < EPOCHS
    assert not run.elsewhere
    another.keep_in_step()
    [same] = another.runs_of("ada")
    assert same.elsewhere, "one of the two has taken it over"

    here.resume(run, "ada")
    finish(run)
    whole = make_queue(tmp_path / "whole", lambda: small_data)
    uninterrupted = whole.start(replace(LONG, epochs=EPOCHS), "ada", seed=5)
    finish(uninterrupted)
    assert losses(run) == pytest.approx(losses(uninterrupted), rel=1e-4)


def test_a_run_is_steered_where_its_owner_is(here: RunQueue, tmp_path: Path) -> None:
    with server(tmp_path, "ada"):
        run = seen(here, "ada")
        wait_for(lambda: len(run.view().history) > 1)
        with pytest.raises(RunRefused, match="Only the visitor"):
            here.stop(run, "bob")
        here.pause(run, "ada")
        assert run.channel.paused
        wait_for(lambda: run.view().state is State.PAUSED)
        here.resume(run, "ada")
        wait_for(lambda: run.view().state is State.RUNNING)
        here.stop(run, "ada")
        finish(run)
    record = run.view().record
    assert record is not None and record.history.ended == "stopped by hand"


def say(process: subprocess.Popen[bytes]) -> None:
    """Lets a process go on that waits for it."""
    assert process.stdin is not None
    process.stdin.write(b"\n")
    process.stdin.flush()


def heard(process: subprocess.Popen[bytes]) -> None:
    """Waits until a process says something."""
    assert process.stdout is not None and process.stdout.readline()


JOINING = """
import sys
from pathlib import Path
from cnn.runs.classroom import Classrooms

classrooms, code, first = Classrooms(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
input()
for number in range(first, first + 20):
    classrooms.join(code, f"visitor {number}", "Ada")
"""

LABELING = """
import sys
from pathlib import Path
from tests.conftest import small_dataset
from tests.runs.queues import make_queue

data = small_dataset()
queue = make_queue(Path(sys.argv[1]), lambda: data)
[run] = queue.runs_of("ada")
print("ready", flush=True)
input()
for number in range(20):
    if sys.argv[2] == "name":
        queue.rename(run, "ada", f"Mine {number}")
    else:
        queue.publish(run, "ada", number == 19)
"""


def do_at_once(program: str, *arguments: list[str]) -> None:
    """Runs a program with each of several lists of arguments, all at the same time."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, *each],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for each in arguments
    ]
    for process in processes:
        heard(process)
    for process in processes:
        say(process)
    for process in processes:
        process.communicate()
        assert process.returncode == 0


def test_two_servers_take_members_into_one_class_at_once(tmp_path: Path) -> None:
    code = Classrooms(tmp_path).open("teacher").code
    do_at_once(JOINING, *([str(tmp_path), code, first] for first in ("0", "20")))
    classroom = Classrooms(tmp_path).get(code)
    assert classroom is not None
    assert {member.visitor for member in classroom.members} == {
        f"visitor {number}" for number in range(40)
    }
    assert len({member.nickname for member in classroom.members}) == 40


def test_two_servers_change_the_label_of_one_run_at_once(here: RunQueue, tmp_path: Path) -> None:
    run = here.start(QUICK, "ada")
    finish(run)
    runs = str(tmp_path / "runs")
    do_at_once(LABELING, [runs, "name"], [runs, "published"])
    wait_for(lambda: run.name == "Mine 19" and run.published)
