"""What a process finds of the runs of one that was killed, and what becomes of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from cnn.data.dataset import Dataset, DataSource
from cnn.errors import RunRefused
from cnn.runs.checkpoint import Checkpoint, RunIdentity, write_checkpoint
from cnn.runs.earlier_runs import interrupted_runs
from cnn.runs.history import History
from cnn.runs.job import Suspended
from cnn.runs.queue import RunQueue
from cnn.runs.run import Run, RunLabel, State
from cnn.runs.store import RunStore
from cnn.runs.timeline import moments
from tests.runs.killed import kill_in_training
from tests.runs.queues import LONG, QUICK, finish, make_queue, run_folders, stop, wait_for

EPOCHS = 60


def losses(run: Run) -> list[float]:
    record = run.view().record
    assert record is not None
    return [record.test.loss, *(epoch.val_loss for epoch in record.history.epochs)]


def test_a_killed_run_goes_on_from_its_last_epoch_as_if_nothing_had_happened(
    small_data: Dataset, tmp_path: Path
) -> None:
    kill_in_training(tmp_path / "killed", EPOCHS)
    queue = make_queue(tmp_path / "killed", lambda: small_data)
    [run] = queue.runs_of("ada")
    view = run.view()
    assert view.state is State.INTERRUPTED
    assert (run.seed, run.name, run.recipe.epochs) == (5, "Dense network 1", EPOCHS)
    done = len(view.history)
    assert 1 < done < EPOCHS
    assert (view.epoch, view.batch) == (done, view.batches)
    assert view.loss == pytest.approx(view.history.epochs[-1].loss, abs=1e-3)
    assert queue.runs_in_line() == []
    with pytest.raises(RunRefused, match="Resume it"):
        queue.start(QUICK, "ada")
    with pytest.raises(RunRefused, match="Only the visitor"):
        queue.resume(run, "bob")

    queue.resume(run, "ada")
    finish(run)
    record = run.view().record
    assert record is not None
    assert record.history.epochs[:done] == view.history.epochs
    assert [epoch.epoch for epoch in record.history.epochs] == [*range(1, EPOCHS + 1)]
    points = [point.epoch for point in record.history.trace]
    assert points == sorted(set(points))

    recorded = [moment.epochs for moment in moments(queue.model_path(run).parent)]
    assert recorded == sorted(set(recorded))
    assert recorded[0] <= done < recorded[-1] == EPOCHS

    whole = make_queue(tmp_path / "whole", lambda: small_data)
    same = whole.start(replace(LONG, epochs=EPOCHS), "ada", seed=5)
    finish(same)
    assert losses(run) == pytest.approx(losses(same), rel=1e-4)
    other = same.view().record
    assert other is not None
    assert points == [point.epoch for point in other.history.trace]
    assert [file.name for file in sorted(queue.model_path(run).parent.iterdir())] == [
        file.name for file in sorted(whole.model_path(same).parent.iterdir())
    ]


def test_a_killed_run_can_be_stopped_and_keeps_its_best_weights(
    small_data: Dataset, tmp_path: Path
) -> None:
    kill_in_training(tmp_path, epochs=500)
    queue = make_queue(tmp_path, lambda: small_data)
    [run] = queue.runs_of("ada")
    stop(queue, run)
    record = run.view().record
    assert record is not None
    assert queue.model_path(run).is_file()
    assert queue.start(QUICK, "ada").name == "Dense network 2"


def test_a_run_that_was_paused_in_its_first_batches_is_found(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    folder = store.begin(RunIdentity("one", QUICK, seed=1), RunLabel("ada", "Mine", revealed=False))
    (folder / "state-0-10.npz").write_bytes(b"weights")
    paused = Suspended(History(), batch=10, seconds=0.5, state="state-0-10.npz")
    write_checkpoint(folder, Checkpoint(paused, DataSource.FASHION_MNIST))
    del store  # and its locks, as when a process ends
    [run] = interrupted_runs(RunStore(tmp_path))
    view = run.view()
    assert (view.state, view.epoch, view.batch, view.batches) == (State.INTERRUPTED, 1, 10, 1_500)
    assert (view.loss, run.suspended) == (None, paused)


def test_a_run_that_is_trained_by_another_process_is_not_interrupted(
    queue: RunQueue, small_data: Dataset
) -> None:
    run = queue.start(LONG, "ada")
    wait_for(lambda: len(run.view().history) > 1)
    folder = queue.model_path(run).parent.parent
    assert make_queue(folder, lambda: small_data).runs() == []
    stop(queue, run)


def test_a_run_without_a_checkpoint_begins_again(small_data: Dataset, tmp_path: Path) -> None:
    kill_in_training(tmp_path, epochs=20, checkpoints=1)
    [checkpoint] = tmp_path.glob(".*/checkpoint.json")
    checkpoint.unlink()
    queue = make_queue(tmp_path, lambda: small_data)
    [run] = queue.runs_of("ada")
    assert run.view().state is State.INTERRUPTED
    assert run.view().epoch == 0
    queue.resume(run, "ada")
    finish(run)
    assert len(run.view().history) == 20


def test_a_run_that_waited_when_its_process_was_killed_can_be_left(
    small_data: Dataset, tmp_path: Path
) -> None:
    kill_in_training(tmp_path, epochs=500, checkpoints=1)
    [checkpoint] = tmp_path.glob(".*/checkpoint.json")
    checkpoint.unlink()
    queue = make_queue(tmp_path, lambda: small_data)
    [run] = queue.runs_of("ada")
    stop(queue, run)
    assert run.view().state is State.CANCELLED
    wait_for(lambda: run_folders(tmp_path) == [])


def test_one_that_cannot_be_read_costs_no_other(
    small_data: Dataset, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kill_in_training(tmp_path, epochs=500, checkpoints=1)
    broken = tmp_path / ".unfinished-broken"
    broken.mkdir()
    (broken / "job.json").write_text("{}")
    queue = make_queue(tmp_path, lambda: small_data)
    [run] = queue.runs()
    assert run.view().state is State.INTERRUPTED
    assert "broken" in caplog.text
    assert queue.unreadable == 1
