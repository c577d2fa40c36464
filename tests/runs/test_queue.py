"""The queue, with real runs on a small dataset."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from cnn.data.dataset import Dataset
from cnn.errors import DatasetUnavailable, RunRefused
from cnn.runs.queue import SEEDS, RunQueue
from cnn.runs.run import State
from tests.runs.queues import LONG, QUICK, finish, make_queue, over, run_folders, stop, wait_for


def test_a_run_goes_from_the_queue_to_its_record(queue: RunQueue) -> None:
    run = queue.start(QUICK, "ada")
    finish(run)
    view = run.view()
    assert view.state is State.DONE
    assert view.record is not None
    assert view.history == view.record.history
    assert view.history.trace[-1].epoch == 2
    assert view.epochs_done == 2
    assert queue.model_path(run).is_file()


def test_a_visitor_has_one_run_at_a_time(queue: RunQueue) -> None:
    run = queue.start(LONG, "ada")
    with pytest.raises(RunRefused, match="in progress"):
        queue.start(QUICK, "ada")
    queue.stop(run, "ada")
    finish(run)
    assert not over(queue.start(QUICK, "ada"))


def test_other_visitors_wait_and_see_their_place(queue: RunQueue) -> None:
    first, second, third = (queue.start(LONG, who) for who in ("ada", "bob", "eve"))
    wait_for(lambda: first.view().state is State.RUNNING)
    assert [queue.runs_ahead(run) for run in (first, second, third)] == [
        [],
        [first],
        [first, second],
    ]
    assert third.view().state is State.QUEUED
    queue.stop(second, "bob")
    assert second.view().state is State.CANCELLED
    assert queue.runs_ahead(third) == [first]
    queue.stop(first, "ada")
    wait_for(lambda: third.view().state is State.RUNNING)
    assert first.view().state is State.DONE
    queue.stop(third, "eve")
    wait_for(lambda: over(third))


def test_a_stopped_run_keeps_its_best_weights(queue: RunQueue) -> None:
    run = queue.start(LONG, "ada")
    wait_for(lambda: len(run.view().history) >= 2)
    queue.stop(run, "ada")
    finish(run)
    record = run.view().record
    assert record is not None
    assert record.history.ended == "stopped by hand"
    assert queue.model_path(run).is_file()


def test_only_the_owner_steers_a_run(queue: RunQueue) -> None:
    run = queue.start(LONG, "ada")
    for steer in (
        queue.stop,
        queue.pause,
        queue.resume,
        queue.reveal,
        lambda run, visitor: queue.rename(run, visitor, "mine"),
        lambda run, visitor: queue.pause_after_epochs(run, visitor, True),
    ):
        with pytest.raises(RunRefused, match="Only the visitor"):
            steer(run, "bob")
    assert not (run.channel.stopping or run.channel.pauses_after_epochs or run.revealed)
    assert run.name == "Dense network 1"
    queue.stop(run, "ada")
    finish(run)


def test_each_run_draws_a_seed_unless_it_is_given_one(queue: RunQueue) -> None:
    drawn = []
    for _ in range(8):
        run = queue.start(QUICK, "ada")
        drawn.append(run.seed)
        stop(queue, run)
    assert len(set(drawn)) > 1
    assert all(0 <= seed < SEEDS for seed in drawn)
    records = []
    for _ in range(2):
        run = queue.start(QUICK, "ada", seed=7)
        finish(run)
        record = run.view().record
        assert record is not None
        assert (run.seed, record.seed) == (7, 7)
        records.append(record)
    first, second = ([epoch.val_loss for epoch in record.history.epochs] for record in records)
    assert first == pytest.approx(second, rel=1e-5)


def test_runs_have_names_that_tell_them_apart(queue: RunQueue) -> None:
    runs = [queue.start(QUICK, who) for who in ("ada", "bob")]
    assert [run.name for run in runs] == ["Dense network 1", "Dense network 2"]
    stop(queue, *runs)


def test_what_the_owner_says_of_a_run_outlives_the_process(
    queue: RunQueue, small_data: Dataset
) -> None:
    run = queue.start(QUICK, "ada")
    queue.rename(run, "ada", " Group *4* ")
    assert run.name == "Group 4"
    finish(run)
    folder = queue.model_path(run).parent.parent
    [kept] = make_queue(folder, lambda: small_data).runs_of("ada")
    assert (kept.name, kept.revealed, kept.seed) == ("Group 4", False, run.seed)
    queue.rename(run, "ada", "***")
    assert run.name == "Group 4"
    queue.rename(run, "ada", "Group 5")
    queue.reveal(run, "ada")
    [kept] = make_queue(folder, lambda: small_data).runs_of("ada")
    assert (kept.name, kept.revealed) == ("Group 5", True)


def test_a_published_run_is_seen_by_everybody_until_it_is_taken_back(
    queue: RunQueue, small_data: Dataset
) -> None:
    run = queue.start(QUICK, "ada")
    finish(run)
    assert queue.published() == []
    with pytest.raises(RunRefused, match="Only the visitor who started"):
        queue.publish(run, "bob", True)
    queue.publish(run, "ada", True)
    again = make_queue(queue.model_path(run).parent.parent, lambda: small_data)
    assert [each.id for each in again.published()] == [run.id]
    queue.publish(run, "ada", False)
    assert queue.published() == []


def test_finished_runs_outlive_the_process(queue: RunQueue, small_data: Dataset) -> None:
    run = queue.start(QUICK, "ada")
    finish(run)
    again = make_queue(queue.model_path(run).parent.parent, lambda: small_data)
    [kept] = again.runs_of("ada")
    assert kept.id == run.id
    assert kept.view().record == run.view().record
    assert kept.recipe == replace(run.recipe, training_images=320)
    assert again.runs_of("bob") == []


def test_a_run_that_waits_for_its_data_can_be_stopped(tmp_path: Path) -> None:
    def not_yet() -> None:
        time.sleep(0.02)

    queue = make_queue(tmp_path, not_yet)
    run = queue.start(QUICK, "ada")
    wait_for(lambda: run.view().state is State.PREPARING)
    queue.stop(run, "ada")
    finish(run)
    assert run.view().state is State.CANCELLED
    wait_for(lambda: run_folders(tmp_path) == [])


def test_a_run_without_data_fails_with_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    def no_data() -> Dataset:
        raise DatasetUnavailable("There is no data.")

    queue = make_queue(tmp_path, no_data)
    run = queue.start(QUICK, "ada")
    finish(run)
    assert run.view().state is State.FAILED
    assert run.view().error == "There is no data."
    wait_for(lambda: run_folders(tmp_path) == [])


def test_an_unexpected_error_ends_the_run_and_not_the_queue(
    small_data: Dataset, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    defects = iter([ZeroDivisionError("a defect")])

    def broken_once() -> Dataset:
        for defect in defects:
            raise defect
        return small_data

    queue = make_queue(tmp_path, broken_once)
    broken = queue.start(QUICK, "ada")
    following = queue.start(QUICK, "bob")
    wait_for(lambda: over(following))
    assert broken.view().state is State.FAILED
    assert "unexpected error" in (broken.view().error or "")
    assert "a defect" in caplog.text
    assert following.view().state is State.DONE


def test_a_folder_that_cannot_be_written_is_named(small_data: Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    queue = make_queue(folder, lambda: small_data)
    folder.write_text("in the way")
    run = queue.start(QUICK, "ada")
    finish(run)
    assert run.view().state is State.FAILED
    assert str(folder) in (run.view().error or "")


@pytest.mark.parametrize("folder", ["/proc/lab/runs", "/dev/null/lab/runs"])
def test_without_a_folder_that_can_be_written_only_a_start_fails(
    small_data: Dataset, folder: str
) -> None:
    queue = make_queue(Path(folder), lambda: small_data)
    assert queue.runs_of("ada") == []
    view = queue.start(QUICK, "ada").view()
    assert view.state is State.FAILED
    assert f"Runs cannot be stored in {folder} (" in (view.error or "")
    assert "CNN_HOME" in (view.error or "")


def test_cancelled_runs_do_not_push_out_finished_ones(small_data: Dataset, tmp_path: Path) -> None:
    queue = make_queue(tmp_path, lambda: small_data, kept_runs=1)
    finished = queue.start(QUICK, "ada")
    wait_for(lambda: over(finished))
    long = queue.start(LONG, "bob")
    for _ in range(3):
        waiting = queue.start(QUICK, "ada")
        queue.stop(waiting, "ada")
    wait_for(lambda: long.view().state is State.RUNNING)
    assert queue.model_path(finished).is_file()
    queue.stop(long, "bob")
    wait_for(lambda: over(long))
    assert queue.get(long.id) is long


def test_only_the_newest_runs_are_kept(small_data: Dataset, tmp_path: Path) -> None:
    queue = make_queue(tmp_path, lambda: small_data, kept_runs=2)
    made = []
    for _ in range(3):
        made.append(queue.start(replace(QUICK, epochs=1), "ada"))
        wait_for(lambda: over(made[-1]))
    wait_for(lambda: len(queue.runs_of("ada")) == 2)
    assert queue.runs_of("ada") == [made[2], made[1]]
    wait_for(lambda: not (tmp_path / made[0].id).exists())
