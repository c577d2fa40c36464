"""The queue, with real runs on a small dataset."""

import multiprocessing
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing.managers import SyncManager
from pathlib import Path
from types import ModuleType

import pytest

from cnn.concurrency import SingleThreadExecutor
from cnn.data.dataset import Dataset
from cnn.errors import DatasetUnavailable, RunRefused
from cnn.nn.training.trainer import train
from cnn.runs.channel import Channel, OnEvent
from cnn.runs.events import Event
from cnn.runs.queue import RunQueue
from cnn.runs.recipe import DENSE
from cnn.runs.record import RunRecord
from cnn.runs.run import Run, State, TrainingJob
from cnn.runs.store import RunStore

QUICK = replace(DENSE, epochs=2)
LONG = replace(DENSE, epochs=500, patience=500)


def make_queue(
    folder: Path, load_data: Callable[[], Dataset | None], kept_runs: int = 40
) -> RunQueue:
    def train_on_small_data(job: TrainingJob, channel: Channel) -> RunRecord | None:
        return train(job, channel, lambda source: load_data(), policy="float32")

    return RunQueue(
        RunStore(folder), SingleThreadExecutor("training"), train_on_small_data, kept_runs=kept_runs
    )


def wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "timed out"
        time.sleep(0.02)


def over(run: Run) -> bool:
    return run.view().state.over


@pytest.fixture
def queue(small_data: Dataset, tmp_path: Path) -> RunQueue:
    return make_queue(tmp_path / "runs", lambda: small_data)


def test_a_run_goes_from_the_queue_to_its_record(queue: RunQueue) -> None:
    run = queue.start(QUICK, "ada")
    wait_for(lambda: over(run))
    view = run.view()
    assert view.state is State.DONE
    assert view.record is not None
    assert view.history == view.record.history
    assert view.trace[-1].epoch == 2
    assert view.progress(QUICK.epochs) == 1
    assert queue.model_path(run).is_file()


def test_a_visitor_has_one_run_at_a_time(queue: RunQueue) -> None:
    run = queue.start(LONG, "ada")
    with pytest.raises(RunRefused, match="in progress"):
        queue.start(QUICK, "ada")
    queue.stop(run, "ada")
    wait_for(lambda: over(run))
    assert not over(queue.start(QUICK, "ada"))


def test_other_visitors_wait_and_see_their_place(queue: RunQueue) -> None:
    first, second, third = (queue.start(LONG, who) for who in ("ada", "bob", "eve"))
    wait_for(lambda: first.view().state is State.RUNNING)
    assert [queue.runs_ahead(run) for run in (first, second, third)] == [0, 1, 2]
    assert third.view().state is State.QUEUED
    queue.stop(second, "bob")
    assert second.view().state is State.CANCELLED
    assert queue.runs_ahead(third) == 1
    queue.stop(first, "ada")
    wait_for(lambda: third.view().state is State.RUNNING)
    assert first.view().state is State.DONE
    queue.stop(third, "eve")
    wait_for(lambda: over(third))


def test_a_stopped_run_keeps_its_best_weights(queue: RunQueue) -> None:
    run = queue.start(LONG, "ada")
    wait_for(lambda: len(run.view().history) >= 2)
    queue.stop(run, "ada")
    wait_for(lambda: over(run))
    record = run.view().record
    assert record is not None
    assert record.history.ended == "stopped by hand"
    assert queue.model_path(run).is_file()


def test_only_the_owner_steers_a_run(queue: RunQueue) -> None:
    run = queue.start(LONG, "ada")
    for steer in (queue.stop, queue.pause, queue.resume):
        with pytest.raises(RunRefused, match="Only the visitor"):
            steer(run, "bob")
    assert not run.channel.stopping
    queue.stop(run, "ada")
    wait_for(lambda: over(run))


def test_a_paused_run_says_so(queue: RunQueue) -> None:
    run = queue.start(LONG, "ada")
    wait_for(lambda: run.view().epoch > 1)
    assert run.seconds_left() is not None
    queue.pause(run, "ada")
    wait_for(lambda: run.view().state is State.PAUSED)
    assert run.seconds_left() is None
    queue.resume(run, "ada")
    wait_for(lambda: run.view().state is State.RUNNING)
    queue.stop(run, "ada")
    wait_for(lambda: over(run))


def test_finished_runs_outlive_the_process(queue: RunQueue, small_data: Dataset) -> None:
    run = queue.start(QUICK, "ada")
    wait_for(lambda: over(run))
    again = make_queue(queue.model_path(run).parent.parent, lambda: small_data)
    [kept] = again.runs_of("ada")
    assert kept.id == run.id
    assert kept.view().record == run.view().record
    assert kept.recipe == run.recipe
    assert again.runs_of("bob") == []


def test_a_run_that_waits_for_its_data_can_be_stopped(tmp_path: Path) -> None:
    def not_yet() -> None:
        time.sleep(0.02)

    queue = make_queue(tmp_path, not_yet)
    run = queue.start(QUICK, "ada")
    wait_for(lambda: run.view().state is State.PREPARING)
    queue.stop(run, "ada")
    wait_for(lambda: over(run))
    assert run.view().state is State.CANCELLED
    assert list(tmp_path.iterdir()) == []


def test_a_run_without_data_fails_with_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    def no_data() -> Dataset:
        raise DatasetUnavailable("There is no data.")

    queue = make_queue(tmp_path, no_data)
    run = queue.start(QUICK, "ada")
    wait_for(lambda: over(run))
    assert run.view().state is State.FAILED
    assert run.view().error == "There is no data."
    wait_for(lambda: list(tmp_path.iterdir()) == [])


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
    wait_for(lambda: over(run))
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


class ProcessChannel:
    """A channel to a run in another process, over a manager's proxies."""

    def __init__(self, manager: SyncManager, on_event: OnEvent) -> None:
        self._events = manager.Queue()
        self._stop, self._pause = manager.Event(), manager.Event()
        events = self._events  # the thread must not hold what is pickled

        def pass_on() -> None:
            while (event := events.get()) is not None:
                on_event(event)

        threading.Thread(target=pass_on, daemon=True).start()

    def send(self, event: Event, /) -> None:
        self._events.put(event)

    def close(self) -> None:
        self._events.put(None)

    def stop(self) -> None:
        self._stop.set()

    def pause(self) -> None:
        self._pause.set()

    def resume(self) -> None:
        self._pause.clear()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    @property
    def paused(self) -> bool:
        return self._pause.is_set()

    def wait_while_paused(self) -> None:
        while self.paused and not self.stopping:
            time.sleep(0.05)


def train_on_generated_garments(job: TrainingJob, channel: Channel) -> RunRecord | None:
    from tests.conftest import small_dataset

    return train(job, channel, lambda source: small_dataset(), policy="float32")


def test_a_run_can_be_trained_and_stopped_in_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Tests of pages leave the app's script here, which a new process would run.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    spawn = multiprocessing.get_context("spawn")
    with spawn.Manager() as manager, ProcessPoolExecutor(1, mp_context=spawn) as pool:
        channels: list[ProcessChannel] = []

        def connect(on_event: OnEvent) -> ProcessChannel:
            channels.append(ProcessChannel(manager, on_event))
            return channels[-1]

        queue = RunQueue(
            RunStore(tmp_path),
            pool,
            train_on_generated_garments,
            connect=connect,
        )
        run = queue.start(LONG, "ada")
        wait_for(lambda: len(run.view().history) >= 2)
        queue.stop(run, "ada")
        wait_for(lambda: over(run))
        record = run.view().record
        assert record is not None
        assert record.history.ended == "stopped by hand"
        assert queue.model_path(run).is_file()
        channels[0].close()
