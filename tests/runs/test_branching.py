"""Branches of real runs on a small dataset."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnn.data.dataset import Dataset
from cnn.errors import RunRefused
from cnn.nn.classifier import Classifier
from cnn.runs.branching import branch_start
from cnn.runs.checkpoint import RunIdentity
from cnn.runs.history import EndReason
from cnn.runs.network import ARTICLE_CNN
from cnn.runs.queue import RunQueue
from cnn.runs.recipe import DENSE, Recipe
from cnn.runs.record import RunRecord
from cnn.runs.run import Run, RunLabel, State
from cnn.runs.store import RunStore
from cnn.runs.timeline import Moment, moments
from tests.runs.queues import LONG, finish, make_queue, run_folders, stop, wait_for
from tests.runs.test_files import room_for

PARENT = replace(DENSE, epochs=3, batch_size=8, patience=None)
"""40 batches per epoch, reported in four parts: its moments are 1, 1.25, 2 and 3."""


@pytest.fixture
def queue(small_data: Dataset, tmp_path: Path) -> RunQueue:
    return make_queue(tmp_path / "runs", lambda: small_data, images_per_call=80)


@pytest.fixture
def parent(queue: RunQueue) -> Run:
    return finished(queue.start(PARENT, "ada", seed=5))


def finished(run: Run) -> Run:
    finish(run)
    assert run.view().error is None
    return run


def timeline(queue: RunQueue, run: Run) -> tuple[Moment, ...]:
    folder = queue.folder_of(run)
    assert folder is not None
    return moments(folder)


def moment_at(queue: RunQueue, run: Run, epochs: float) -> Moment:
    return next(moment for moment in timeline(queue, run) if moment.epochs == epochs)


def branch(
    queue: RunQueue, parent: Run, epochs: float, recipe: Recipe = PARENT, seed: int | None = None
) -> Run:
    moment = moment_at(queue, parent, epochs)
    return finished(queue.start(recipe, "bob", seed, branch=(parent, moment)))


def record_of(run: Run) -> RunRecord:
    record = run.view().record
    assert record is not None
    return record


def losses(run: Run) -> list[float]:
    """Of training, all along the curve."""
    return [point.loss for point in run.view().history.trace]


def apart(one: Run, other: Run) -> float:
    return float(np.abs(np.subtract(losses(one), losses(other))).max())


def test_a_branch_begins_with_its_parents_history_and_has_no_seam(
    queue: RunQueue, parent: Run
) -> None:
    run = branch(queue, parent, 1.25)
    history, other = run.view().history, parent.view().history
    assert history.epochs[0] == other.epochs[0]
    common = [point for point in other.trace if point.epoch <= 1.25]
    assert history.trace[: len(common)] == tuple(common)
    assert [point.epoch for point in history.trace] == [point.epoch for point in other.trace]
    assert [epoch.epoch for epoch in history.epochs] == [1, 2, 3]
    assert history.ended is EndReason.ALL_EPOCHS
    assert [epoch.completed for epoch in history.epochs] == [1, 1, 1]


@pytest.mark.parametrize("epochs", [1, 1.25])
def test_a_branch_that_changes_nothing_follows_its_parent(
    queue: RunQueue, parent: Run, epochs: float
) -> None:
    follows = branch(queue, parent, epochs)
    folder = queue.folder_of(parent)
    assert folder is not None
    forget_optimizer(folder / moment_at(queue, parent, epochs).file)
    without = branch(queue, parent, epochs)
    assert apart(follows, parent) < apart(without, parent) / 4
    for index in (1, 2):
        ours, theirs, reset = (
            run.view().history.epochs[index].val_loss for run in (follows, parent, without)
        )
        assert abs(ours - theirs) < abs(reset - theirs) / 4


def forget_optimizer(file: Path) -> None:
    """Sets what it remembers of the gradients to zero."""
    with np.load(file) as arrays:
        changed = {
            name: np.zeros_like(arrays[name]) if name.startswith("scale") else arrays[name]
            for name in arrays.files
        }
    np.savez(file, **changed)


def test_other_settings_part_it_from_its_parent(queue: RunQueue, parent: Run) -> None:
    same = apart(branch(queue, parent, 1.25), parent)
    slower = replace(PARENT, learning_rate=0.00001)
    assert apart(branch(queue, parent, 1.25, slower), parent) > 10 * same
    assert apart(branch(queue, parent, 1.25, seed=6), parent) > 2 * same


def test_a_branch_may_have_other_batches_and_more_epochs(queue: RunQueue, parent: Run) -> None:
    run = branch(queue, parent, 1.25, replace(PARENT, batch_size=32, epochs=4))
    history = run.view().history
    assert [epoch.epoch for epoch in history.epochs] == [1, 2, 3, 4]
    assert all(epoch.val_loss > 0 for epoch in history.epochs)
    points = [point.epoch for point in history.trace]
    assert points == sorted(set(points))
    assert record_of(run).batch_size == 32


def test_the_best_weights_are_those_of_an_epoch_of_the_branch(
    queue: RunQueue, parent: Run, small_data: Dataset
) -> None:
    # It gets worse at once: the lowest loss is its parent's.
    run = branch(queue, parent, 1, replace(PARENT, learning_rate=3.0))
    record = record_of(run)
    assert record.history.lowest is record.history.epochs[0]
    own = record.history.epochs[1:]
    assert record.best_epoch == min(own, key=lambda epoch: epoch.val_loss).epoch
    classifier = Classifier.load(queue.model_path(run))
    assert classifier.score(small_data.validation) == record.validation
    best = record.history.best
    assert best is not None
    assert record.validation.loss == pytest.approx(best.val_loss, rel=1e-3)


def test_early_stopping_counts_the_epochs_of_the_parent_but_gives_a_branch_one_of_its_own(
    queue: RunQueue, parent: Run
) -> None:
    worse = replace(PARENT, learning_rate=3.0, patience=1, epochs=9)
    record = record_of(branch(queue, parent, 2, worse))
    assert (len(record.history), record.history.ended) == (3, EndReason.EARLY_STOPPING)


def test_a_branch_says_where_it_came_from_even_after_a_restart(
    queue: RunQueue, parent: Run, small_data: Dataset
) -> None:
    run = branch(queue, parent, 2)
    assert run.name == "Dense network 1, from epoch 2"
    assert run.branch is not None
    assert (run.branch.parent, run.branch.parent_name) == (parent.id, "Dense network 1")
    assert (run.branch.epochs, run.branch.seed, run.seed) == (2, 5, 5)
    again = make_queue(queue.model_path(run).parent.parent, lambda: small_data)
    found = again.get(run.id)
    assert found is not None
    assert (found.branch, found.view().record) == (run.branch, record_of(run))
    assert found.view().history.inherited == 2
    assert RunRecord.from_json(record_of(run).to_json()) == record_of(run)


def test_a_branch_has_a_timeline_that_begins_where_it_left(queue: RunQueue, parent: Run) -> None:
    run = branch(queue, parent, 1.25)
    assert [moment.epochs for moment in timeline(queue, run)] == [1.25, 2, 2.5, 3]
    grandchild = branch(queue, run, 2.5)
    assert [epoch.epoch for epoch in grandchild.view().history.epochs] == [1, 2, 3]
    assert apart(grandchild, run) < 0.01


def test_a_branch_outlives_its_parent(queue: RunQueue, parent: Run, small_data: Dataset) -> None:
    blocker = queue.start(LONG, "eve")
    wait_for(lambda: blocker.view().state is State.RUNNING)
    run = queue.start(PARENT, "bob", branch=(parent, moment_at(queue, parent, 1.25)))
    assert run.view().history.epochs == parent.view().history.epochs[:1]
    assert run.view().epochs_done == pytest.approx(1.25, abs=0.01)
    shutil.rmtree(queue.model_path(parent).parent)
    stop(queue, blocker)
    assert len(finished(run).view().history) == 3


def test_a_branch_whose_process_is_killed_at_its_beginning_goes_on(
    queue: RunQueue, parent: Run, small_data: Dataset, tmp_path: Path
) -> None:
    moment, folder = moment_at(queue, parent, 1.25), queue.folder_of(parent)
    start = branch_start(parent, folder, moment, PARENT)
    identity = RunIdentity("one", PARENT, seed=5, branch=start.branch)
    store = RunStore(tmp_path / "killed")
    store.begin(identity, RunLabel("bob", "Mine", revealed=False), start)
    del store  # and its locks, as when a process ends
    again = make_queue(tmp_path / "killed", lambda: small_data, images_per_call=80)
    [run] = again.runs_of("bob")
    assert (run.view().state, run.branch) == (State.INTERRUPTED, start.branch)
    assert run.view().epochs_done == pytest.approx(1.25, abs=0.01)
    again.resume(run, "bob")
    assert apart(finished(run), branch(queue, parent, 1.25)) < 1e-3
    assert record_of(run).branch == start.branch
    assert [each.epochs for each in timeline(again, run)] == [1.25, 2, 2.5, 3]


def test_a_branch_that_is_killed_at_its_beginning_can_be_left(
    queue: RunQueue, parent: Run, small_data: Dataset, tmp_path: Path
) -> None:
    start = branch_start(parent, queue.folder_of(parent), moment_at(queue, parent, 2), PARENT)
    store = RunStore(tmp_path / "killed")
    identity = RunIdentity("one", PARENT, seed=5, branch=start.branch)
    store.begin(identity, RunLabel("bob", "Mine", revealed=False), start)
    del store
    again = make_queue(tmp_path / "killed", lambda: small_data, images_per_call=80)
    [run] = again.runs_of("bob")
    stop(again, run)
    assert run.view().state is State.CANCELLED


def test_a_branch_waits_its_turn_and_can_be_cancelled(queue: RunQueue, parent: Run) -> None:
    blocker = queue.start(LONG, "eve")
    wait_for(lambda: blocker.view().state is State.RUNNING)
    waiting = queue.start(LONG, "ada")
    run = queue.start(PARENT, "bob", branch=(parent, moment_at(queue, parent, 2)))
    assert queue.runs_ahead(run) == [blocker, waiting]
    stop(queue, run)
    assert run.view().state is State.CANCELLED
    stop(queue, waiting, blocker)


def test_from_the_end_of_a_run_one_branches_with_more_epochs(queue: RunQueue, parent: Run) -> None:
    moment = moment_at(queue, parent, 3)
    with pytest.raises(RunRefused, match="after 3 of 3 epochs"):
        queue.start(PARENT, "bob", branch=(parent, moment))
    assert queue.runs_of("bob") == []
    assert len(branch(queue, parent, 3, replace(PARENT, epochs=4)).view().history) == 4


def test_a_branch_that_finds_no_room_says_so_and_leaves_nothing(
    queue: RunQueue, parent: Run
) -> None:
    moment, runs = moment_at(queue, parent, 2), queue.model_path(parent).parent.parent
    with room_for(10_000):
        run = queue.start(PARENT, "bob", branch=(parent, moment))
    assert run.view().state is State.FAILED
    assert str(runs) in (run.view().error or "")
    assert [folder.name for folder in run_folders(runs)] == [parent.id]


def test_a_moment_that_is_gone_and_another_network_are_refused(
    queue: RunQueue, parent: Run
) -> None:
    gone = Moment(1.5, "timeline/1-20-40.npz")
    with pytest.raises(RunRefused, match="no longer kept"):
        queue.start(PARENT, "bob", branch=(parent, gone))
    kept = moment_at(queue, parent, 2)
    other = replace(PARENT, network=ARTICLE_CNN)
    with pytest.raises(RunRefused, match="keeps the network"):
        queue.start(other, "bob", branch=(parent, kept))
