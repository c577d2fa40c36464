"""Pauses: a short one keeps the worker, a long one leaves it to the next run."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from cnn.data.dataset import Dataset
from cnn.errors import RunRefused
from cnn.runs.queue import RunQueue
from cnn.runs.run import State
from tests.runs.queues import LONG, QUICK, finish, make_queue, over, run_folders, wait_for


def test_a_paused_run_says_so(queue: RunQueue) -> None:
    run = queue.start(LONG, "ada")
    wait_for(lambda: run.view().epoch > 1)
    assert run.time_left() is not None
    queue.pause(run, "ada")
    wait_for(lambda: run.view().state is State.PAUSED)
    assert run.time_left() is None
    queue.resume(run, "ada")
    wait_for(lambda: run.view().state is State.RUNNING)
    queue.stop(run, "ada")
    finish(run)


def test_a_long_pause_leaves_the_worker_to_the_next_run(
    small_data: Dataset, tmp_path: Path
) -> None:
    queue = make_queue(tmp_path, lambda: small_data, longest_pause=0.1)
    first = queue.start(replace(LONG, epochs=40), "ada", seed=5)
    wait_for(lambda: first.view().epoch > 1)
    queue.pause(first, "ada")
    second = queue.start(QUICK, "bob")
    wait_for(lambda: over(second))
    view = first.view()
    assert view.state is State.SUSPENDED
    assert queue.runs_in_line() == []
    queue.resume(first, "ada")
    wait_for(lambda: over(first))
    record = first.view().record
    assert record is not None
    assert len(record.history) == 40
    assert record.history.epochs[: len(view.history)] == view.history.epochs
    wait_for(lambda: not [path for path in run_folders(tmp_path) if path.name.startswith(".")])


def test_a_run_that_goes_on_waits_for_the_one_that_took_its_place(
    small_data: Dataset, tmp_path: Path
) -> None:
    queue = make_queue(tmp_path, lambda: small_data, longest_pause=0.1)
    first = queue.start(LONG, "ada")
    second = queue.start(LONG, "bob")
    wait_for(lambda: first.view().state is State.RUNNING)
    queue.pause(first, "ada")
    wait_for(lambda: second.view().state is State.RUNNING)
    assert queue.training() == [second]
    queue.resume(first, "ada")
    assert first.view().state is State.QUEUED
    assert queue.runs_ahead(first) == [second]
    # While it waits, a stop does not cancel what it has learned.
    queue.stop(first, "ada")
    queue.stop(second, "bob")
    wait_for(lambda: over(first))
    assert first.view().state is State.DONE


def test_a_run_that_goes_on_comes_before_those_that_have_not_begun(
    small_data: Dataset, tmp_path: Path
) -> None:
    queue = make_queue(tmp_path, lambda: small_data, longest_pause=0.05)
    first = queue.start(LONG, "ada")
    second = queue.start(LONG, "bob")
    wait_for(lambda: first.view().state is State.RUNNING)
    queue.pause(first, "ada")
    wait_for(lambda: second.view().state is State.RUNNING)
    third, fourth = queue.start(QUICK, "cyd"), queue.start(QUICK, "dan")
    queue.resume(first, "ada")
    assert queue.runs_ahead(first) == [second]
    assert queue.runs_ahead(third) == [second, first]
    assert queue.runs_ahead(fourth) == [second, first, third]
    queue.stop(second, "bob")
    wait_for(lambda: first.view().state is State.RUNNING)
    assert third.view().state is State.QUEUED
    queue.stop(third, "cyd")
    assert third.view().state is State.CANCELLED
    queue.stop(first, "ada")
    finish(fourth)
    assert fourth.view().state is State.DONE


def test_a_suspended_run_can_be_stopped_and_keeps_its_best_weights(
    small_data: Dataset, tmp_path: Path
) -> None:
    queue = make_queue(tmp_path, lambda: small_data, longest_pause=0.05)
    run = queue.start(LONG, "ada")
    wait_for(lambda: len(run.view().history) > 1)
    queue.pause(run, "ada")
    wait_for(lambda: run.view().state is State.SUSPENDED)
    with pytest.raises(RunRefused, match="in progress"):
        queue.start(QUICK, "ada")
    queue.stop(run, "ada")
    finish(run)
    assert run.view().state is State.DONE
    assert queue.model_path(run).is_file()


def test_a_run_that_is_resumed_while_it_leaves_its_worker_goes_on(
    small_data: Dataset, tmp_path: Path
) -> None:
    queue = make_queue(tmp_path, lambda: small_data, longest_pause=0)
    run = queue.start(replace(LONG, epochs=60), "ada")
    for _ in range(20):
        time.sleep(0.02)
        queue.pause(run, "ada")
        time.sleep(0.01)
        queue.resume(run, "ada")
    finish(run)
    assert run.view().state is State.DONE
    assert len(run.view().history) == 60
