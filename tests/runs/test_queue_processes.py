"""A queue whose runs are trained in another process."""

import multiprocessing
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.managers import SyncManager
from pathlib import Path
from types import ModuleType

import pytest

from cnn.nn.training.trainer import train
from cnn.runs.channel import Channel, OnEvent
from cnn.runs.events import Event
from cnn.runs.job import TrainingJob
from cnn.runs.line import Outcome
from cnn.runs.queue import RunQueue
from cnn.runs.store import RunStore
from tests.runs.queues import LONG, finish, wait_for


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

    def pause_after_epochs(self, wanted: bool) -> None:
        raise NotImplementedError("this test has no pauses")

    @property
    def pauses_after_epochs(self) -> bool:
        return False

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    @property
    def paused(self) -> bool:
        return self._pause.is_set()

    def wait_while_paused(self) -> bool:
        while self.paused and not self.stopping:
            time.sleep(0.05)
        return True


def train_on_generated_garments(job: TrainingJob, channel: Channel) -> Outcome:
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
        finish(run)
        record = run.view().record
        assert record is not None
        assert record.history.ended == "stopped by hand"
        assert queue.model_path(run).is_file()
        channels[0].close()
