import pytest

from tests.conftest import needs_dask

needs_dask()

import threading
from collections.abc import Callable
from pathlib import Path

from distributed import Client, get_client

from cnn.cluster import remote_run
from cnn.cluster.messages import (
    Arrived,
    Assignment,
    Dismissed,
    Files,
    PausesItself,
    Report,
    Steering,
    Upward,
    downward,
    upward,
)
from cnn.cluster.remote_run import RemoteRun
from cnn.data.dataset import Dataset, DataSource
from cnn.errors import DatasetUnavailable
from cnn.pretrained import ARTICLE_CNN
from cnn.runs.channel import ThreadChannel
from cnn.runs.checkpoint import Checkpoint, write_checkpoint
from cnn.runs.events import Checkpointed, Event, Preparing
from cnn.runs.history import History
from cnn.runs.job import Lost, Suspended, TrainingJob
from cnn.runs.line import Outcome
from cnn.runs.recipe import DENSE
from tests.runs.queues import wait_for
from tests.runs.test_files import room_for

WORKER = "tcp://a-worker:1"
REACHED = Suspended(History(), batch=3, seconds=1.0, state="state-0-3.npz")


class Worker:
    """What a task of Dask does here in place of training; it has the worker's ends of the line."""

    def __init__(self, link: str, client: Client, attempt: str = "first") -> None:
        self.link, self.attempt = link, attempt
        self._up, self.down = upward(link, client), downward(attempt, client)
        self._heard: list[object] = []
        self.report(Arrived(WORKER))

    def report(self, *messages: Upward) -> None:
        self._up.put(Report(self.attempt, messages))

    def hear(self, kind: type) -> object:
        """The next message of a kind; it must come."""

        def has_come() -> bool:
            self._heard += self.down.get()
            while self._heard and not isinstance(self._heard[0], kind):
                del self._heard[0]
            return bool(self._heard)

        wait_for(has_come, seconds=10)
        return self._heard.pop(0)


WORK: dict[str, Callable[[Worker], Outcome]] = {}
"""What the worker, which is in this process, does in this test."""


def do_work(link: str) -> Outcome:
    """In place of training. Dask sends it by its name."""
    return WORK["now"](Worker(link, get_client()))


class Lab:
    def __init__(
        self,
        client: Client,
        data: Dataset,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        work: Callable[[Worker], Outcome],
    ) -> None:
        self.client = client
        self.events: list[Event] = []
        self.channel = ThreadChannel(self.events.append)
        self.there = True
        monkeypatch.setattr(remote_run, "train_remotely", do_work)
        monkeypatch.setitem(WORK, "now", work)
        job = TrainingJob(DENSE, folder)
        self.run = RemoteRun(client, job, self.channel, data, 60, lambda address: self.there)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run's, with a checkpoint."""
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / REACHED.state).write_bytes(b"state")
    write_checkpoint(folder, Checkpoint(REACHED, DataSource.FASHION_MNIST))
    return folder


def test_a_worker_gets_the_run_and_what_lies_in_its_folder(
    client: Client, small_data: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignments: list[object] = []

    def work(worker: Worker) -> Outcome:
        assignments.append(worker.hear(Assignment))
        worker.report(Preparing())
        return None

    lab = Lab(client, small_data, folder, monkeypatch, work)
    assert lab.run.train() is None
    assert lab.events == [Preparing()]
    (assignment,) = assignments
    assert isinstance(assignment, Assignment)
    assert assignment.job.source is small_data.source
    assert assignment.files.changed[REACHED.state] == b"state"
    assert assignment.data == small_data.fingerprint()


def test_what_a_worker_writes_lies_here_when_it_has_ended(
    client: Client, small_data: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(worker: Worker) -> Outcome:
        worker.report(Files({"model": b"weights", "timeline/1-0-10.npz": b"moment"}))
        return ARTICLE_CNN.record

    lab = Lab(client, small_data, folder, monkeypatch, work)
    assert lab.run.train() == ARTICLE_CNN.record
    assert (folder / "model").read_bytes() == b"weights"
    assert (folder / "timeline" / "1-0-10.npz").read_bytes() == b"moment"


def test_a_full_disk_here_is_said_and_costs_the_run_only_at_its_end(
    client: Client, small_data: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(worker: Worker) -> Outcome:
        worker.report(Files({"model": bytes(100_000)}))
        worker.report(Preparing())
        return ARTICLE_CNN.record

    lab = Lab(client, small_data, folder, monkeypatch, work)
    with room_for(50_000), pytest.raises(OSError):
        lab.run.train()
    assert lab.events == [Checkpointed(written=False), Preparing()]


def test_what_its_owner_wants_reaches_the_worker(
    client: Client, small_data: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[object] = []

    def work(worker: Worker) -> Outcome:
        worker.hear(Assignment)
        lab.channel.pause()
        heard.append(worker.hear(Steering))
        lab.channel.stop()
        heard.append(worker.hear(Steering))
        return None

    lab = Lab(client, small_data, folder, monkeypatch, work)
    lab.run.train()
    assert heard == [Steering(False, True, False), Steering(True, False, False)]


def test_whoever_resumes_a_run_that_paused_itself_is_heard(
    client: Client, small_data: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(worker: Worker) -> Outcome:
        worker.report(PausesItself())
        wait_for(lambda: lab.channel.paused, seconds=10)
        lab.channel.resume()
        assert worker.hear(Steering) == Steering(False, False, False)
        return None

    lab = Lab(client, small_data, folder, monkeypatch, work)
    assert lab.run.train() is None


def test_a_worker_hears_that_its_server_is_still_there(
    client: Client, small_data: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_run, "SIGN_OF_LIFE", 0.1)

    def work(worker: Worker) -> Outcome:
        worker.hear(Steering)
        worker.hear(Steering)
        return None

    assert Lab(client, small_data, folder, monkeypatch, work).run.train() is None


def test_a_run_whose_worker_has_left_the_cluster_is_lost(
    client: Client, small_data: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dismissed: list[object] = []

    def work(worker: Worker) -> Outcome:
        worker.hear(Assignment)
        lab.there = False
        dismissed.append(worker.hear(Dismissed))
        return None

    lab = Lab(client, small_data, folder, monkeypatch, work)
    assert lab.run.train() == Lost(REACHED)
    wait_for(lambda: dismissed == [Dismissed()], seconds=10)


def test_a_run_that_dask_gives_to_a_second_worker_is_lost_too(
    client: Client, small_data: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dismissed: list[object] = []
    ended = threading.Event()

    def work(worker: Worker) -> Outcome:
        second = Worker(worker.link, get_client(), "second")
        dismissed.append(second.hear(Dismissed))
        ended.set()
        return None

    lab = Lab(client, small_data, folder, monkeypatch, work)
    assert lab.run.train() == Lost(REACHED)
    assert ended.wait(10)
    assert dismissed == [Dismissed()]


def test_what_goes_wrong_on_a_worker_goes_wrong_here(
    client: Client, small_data: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(worker: Worker) -> Outcome:
        raise DatasetUnavailable("A sentence.")

    lab = Lab(client, small_data, folder, monkeypatch, work)
    with pytest.raises(DatasetUnavailable, match="A sentence"):
        lab.run.train()


def test_a_run_without_a_checkpoint_begins_again(
    client: Client, small_data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()

    def work(worker: Worker) -> Outcome:
        ended.wait(30)
        return None

    lab = Lab(client, small_data, tmp_path, monkeypatch, work)
    lab.there = False
    assert lab.run.train() == Lost(None)
    ended.set()
