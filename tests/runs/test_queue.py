"""The queue and the shelf, with real runs on a small dataset."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cnn.concurrency import SingleThreadExecutor
from cnn.data.dataset import Dataset
from cnn.errors import DatasetUnavailable, RunRefused
from cnn.runs import queue as runs_module
from cnn.runs.queue import Runs
from cnn.runs.recipe import DENSE
from cnn.runs.run import Run, State

QUICK = replace(DENSE, epochs=2)
LONG = replace(DENSE, epochs=500, patience=500)


def one_thread() -> SingleThreadExecutor:
    return SingleThreadExecutor("training")


def wait_for(condition: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def ended(run: Run) -> bool:
    return run.view().state.over


@pytest.fixture
def runs(small_data: Dataset, tmp_path: Path) -> Runs:
    return Runs(tmp_path / "runs", lambda: small_data, one_thread())


def test_a_run_goes_from_the_queue_to_its_record(runs: Runs) -> None:
    run = runs.start(QUICK, "ada")
    wait_for(lambda: ended(run))
    view = run.view()
    assert view.state is State.DONE
    assert view.record is not None
    assert view.history == view.record.history
    assert view.trace[-1].epoch == 2
    assert view.progress(QUICK.epochs) == 1
    assert runs.model_path(run).is_file()


def test_a_visitor_has_one_run_at_a_time(runs: Runs) -> None:
    run = runs.start(LONG, "ada")
    with pytest.raises(RunRefused, match="under way"):
        runs.start(QUICK, "ada")
    runs.stop(run, "ada")
    wait_for(lambda: ended(run))
    assert not ended(runs.start(QUICK, "ada"))


def test_others_wait_and_see_their_place(runs: Runs) -> None:
    first, second, third = (runs.start(LONG, who) for who in ("ada", "bob", "eve"))
    wait_for(lambda: first.view().state is State.RUNNING)
    assert [runs.ahead_of(run) for run in (first, second, third)] == [0, 1, 2]
    assert third.view().state is State.QUEUED
    runs.stop(second, "bob")
    assert second.view().state is State.CANCELLED
    assert runs.ahead_of(third) == 1
    runs.stop(first, "ada")
    wait_for(lambda: third.view().state is State.RUNNING)
    assert first.view().state is State.DONE
    runs.stop(third, "eve")
    wait_for(lambda: ended(third))


def test_a_stopped_run_keeps_its_best_weights(runs: Runs) -> None:
    run = runs.start(LONG, "ada")
    wait_for(lambda: len(run.view().history) >= 2)
    runs.stop(run, "ada")
    wait_for(lambda: ended(run))
    record = run.view().record
    assert record is not None
    assert record.ended == "stopped by hand"
    assert runs.model_path(run).is_file()


def test_only_its_owner_steers_a_run(runs: Runs) -> None:
    run = runs.start(LONG, "ada")
    for steer in (runs.stop, runs.pause, runs.resume):
        with pytest.raises(RunRefused, match="Only the visitor"):
            steer(run, "bob")
    assert not run.channel.stopping
    runs.stop(run, "ada")
    wait_for(lambda: ended(run))


def test_a_paused_run_says_so(runs: Runs) -> None:
    run = runs.start(LONG, "ada")
    wait_for(lambda: run.view().epoch > 1)
    assert run.seconds_left() is not None
    runs.pause(run, "ada")
    wait_for(lambda: run.view().state is State.PAUSED)
    assert run.seconds_left() is None
    runs.resume(run, "ada")
    wait_for(lambda: run.view().state is State.RUNNING)
    runs.stop(run, "ada")
    wait_for(lambda: ended(run))


def test_finished_runs_outlive_the_process(runs: Runs, small_data: Dataset) -> None:
    run = runs.start(QUICK, "ada")
    wait_for(lambda: ended(run))
    again = Runs(runs.folder, lambda: small_data, one_thread())
    kept = again.of("ada")
    assert [other.id for other in kept] == [run.id]
    assert kept[0].view().record == run.view().record
    assert kept[0].recipe == run.recipe
    assert again.of("bob") == []


def test_a_record_that_cannot_be_read_is_left_out(runs: Runs, small_data: Dataset) -> None:
    broken = runs.folder / "broken"
    broken.mkdir(parents=True)
    (broken / "run.json").write_text('{"recipe": "article"')
    assert Runs(runs.folder, lambda: small_data, one_thread()).of("ada") == []


def test_a_run_that_waits_for_its_data_can_be_stopped(tmp_path: Path) -> None:
    def not_yet() -> None:
        time.sleep(0.02)

    runs = Runs(tmp_path, not_yet, one_thread())
    run = runs.start(QUICK, "ada")
    wait_for(lambda: run.view().state is State.PREPARING)
    runs.stop(run, "ada")
    wait_for(lambda: ended(run))
    assert run.view().state is State.CANCELLED


def test_a_run_without_data_fails_in_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    def no_data() -> Dataset:
        raise DatasetUnavailable("There is no data.")

    runs = Runs(tmp_path, no_data, one_thread())
    run = runs.start(QUICK, "ada")
    wait_for(lambda: ended(run))
    assert run.view().state is State.FAILED
    assert run.view().error == "There is no data."
    assert list(tmp_path.iterdir()) == []


def test_a_defect_in_training_ends_the_run_and_not_the_queue(
    small_data: Dataset, tmp_path: Path
) -> None:
    runs = Runs(tmp_path, lambda: small_data, one_thread())
    broken = runs.start(replace(QUICK, architecture="no_such_network"), "ada")
    following = runs.start(QUICK, "bob")
    wait_for(lambda: ended(following))
    assert broken.view().state is State.FAILED
    assert "unexpected fault" in (broken.view().error or "")
    assert following.view().state is State.DONE


def test_a_folder_that_cannot_be_written_is_named(small_data: Dataset, tmp_path: Path) -> None:
    runs = Runs(tmp_path / "runs", lambda: small_data, one_thread())
    runs.folder.write_text("in the way")
    run = runs.start(QUICK, "ada")
    wait_for(lambda: ended(run))
    assert run.view().state is State.FAILED
    assert str(runs.folder) in (run.view().error or "")


def test_runs_that_came_to_nothing_push_no_finished_one_off_the_shelf(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_module, "KEPT_RUNS", 1)
    finished = runs.start(QUICK, "ada")
    wait_for(lambda: ended(finished))
    long = runs.start(LONG, "bob")
    for _ in range(3):
        waiting = runs.start(QUICK, "ada")
        runs.stop(waiting, "ada")
    broken = runs.start(replace(QUICK, architecture="no_such_network"), "ada")
    wait_for(lambda: long.view().state is State.RUNNING)
    assert runs.model_path(finished).is_file()
    runs.stop(long, "bob")
    wait_for(lambda: ended(broken))
    assert runs.get(long.id) is long


def test_the_shelf_is_bounded(
    small_data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_module, "KEPT_RUNS", 2)
    runs = Runs(tmp_path, lambda: small_data, one_thread())
    made = []
    for _ in range(3):
        made.append(runs.start(replace(QUICK, epochs=1), "ada"))
        wait_for(lambda: ended(made[-1]))
    wait_for(lambda: len(runs.of("ada")) == 2)
    assert runs.of("ada") == [made[2], made[1]]
    wait_for(lambda: not (tmp_path / made[0].id).exists())
