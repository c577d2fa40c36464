import shutil
from pathlib import Path

import numpy as np
import pytest

from cnn.runs.moment_file import Place
from cnn.runs.network import DENSE_NETWORK
from cnn.runs.recipe import DENSE
from cnn.runs.run import Run, State
from cnn.runs.timeline import NEWEST_FILE, TIMELINE_FOLDER
from cnn.ui.replays import moments_of, newest_of, replay, snapshot, version
from tests.ui.held_queue import HeldQueue, begin
from tests.ui.moments import write_moments, write_newest

IMAGE = np.zeros((28, 28), np.float32)


@pytest.fixture
def run(held_queue: HeldQueue) -> Run:
    """With two moments and newer weights."""
    run = held_queue.start(DENSE)
    begin(run)
    write_moments(folder(run), DENSE_NETWORK, Place(0, 50, 100), Place(1, 0, 100))
    write_newest(folder(run), DENSE_NETWORK, 9, Place(1, 20, 100))
    return run


def folder(run: Run) -> Path:
    assert run.folder is not None
    return run.folder


def test_one_network_replays_all_runs_of_its_kind(lab: None) -> None:
    assert replay(DENSE_NETWORK) is replay(DENSE_NETWORK)


def test_a_run_has_its_moments_while_it_trains_and_afterwards(
    run: Run, held_queue: HeldQueue
) -> None:
    assert [moment.epochs for moment in moments_of(run)] == [0.5, 1]
    newest = newest_of(run)
    assert newest is not None and newest.epochs == 1.2
    while_it_trained = snapshot(run, moments_of(run)[0], IMAGE)
    (folder(run) / TIMELINE_FOLDER / NEWEST_FILE).unlink()
    held_queue.finish(run)
    assert [moment.epochs for moment in moments_of(run)] == [0.5, 1]
    assert newest_of(run) is None
    afterwards = snapshot(run, moments_of(run)[0], IMAGE)
    assert np.array_equal(while_it_trained.probabilities, afterwards.probabilities)


def test_a_run_that_has_failed_has_none(run: Run) -> None:
    [moment, _] = moments_of(run)
    run.change(state=State.FAILED)
    shutil.rmtree(folder(run))
    assert moments_of(run) == () and newest_of(run) is None
    with pytest.raises(OSError):
        snapshot(run, moment, IMAGE)


def test_a_file_that_is_written_again_is_another_version(run: Run) -> None:
    newest = newest_of(run)
    assert newest is not None
    before = version(run, newest)
    assert version(run, newest) == before
    write_newest(folder(run), DENSE_NETWORK, 8, Place(1, 40, 100))
    assert version(run, newest) != before
