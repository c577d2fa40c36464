"""Several servers with one folder of runs, as processes that train, end and are killed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cnn.concurrency import keep_calling
from cnn.data.dataset import Dataset
from cnn.errors import RunRefused
from cnn.runs.classroom import Classrooms
from cnn.runs.queue import RunQueue
from cnn.runs.run import Run, State
from tests.runs.queues import LONG, QUICK, finish, make_queue, wait_for
from tests.runs.servers import IN_STEP, server
from tests.runs.test_earlier_runs import losses

Here = Callable[[], RunQueue]


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
    with server(tmp_path, "ada", epochs=300):
        run = seen(here, "ada")
        assert (run.seed, run.name, run.elsewhere) == (5, "Dense network 1", True)
        lengths = set[int]()
        wait_for(lambda: lengths.add(len(run.view().history)) or len(lengths) > 3)
        assert here.training() == here.runs_in_line() == []
        with pytest.raises(RunRefused, match="in progress"):
            here.start(QUICK, "ada")
        assert here.start(QUICK, "bob").name == "Dense network 2"
        here.rename(run, "ada", "Seen from afar")
        finish(run)
    view = run.view()
    assert view.state is State.DONE and not run.elsewhere
    assert view.record is not None and len(view.record.history) == 300
    assert view.history == view.record.history
    assert run.name == "Seen from afar"
    assert here.model_path(run).is_file()


def test_when_a_server_is_killed_another_one_goes_on_with_its_run(
    here: RunQueue, small_data: Dataset, tmp_path: Path
) -> None:
    another = make_queue(tmp_path / "runs", lambda: small_data)
    with server(tmp_path, "ada", epochs=300):
        run = seen(here, "ada")
        another.keep_in_step()
        wait_for(lambda: len(run.view().history) > 1)
    wait_for(lambda: run.view().state is State.INTERRUPTED)
    done = len(run.view().history)
    assert 1 < done < 300
    assert not run.elsewhere
    another.keep_in_step()
    [same] = another.runs_of("ada")
    assert same.elsewhere, "one of the two has taken it over"

    here.resume(run, "ada")
    finish(run)
    whole = make_queue(tmp_path / "whole", lambda: small_data)
    uninterrupted = whole.start(replace(LONG, epochs=300), "ada", seed=5)
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
