import pytest

from tests.conftest import needs_dask

needs_dask()

import time
from pathlib import Path

from distributed import Client

from cnn.cluster import worker
from cnn.cluster.messages import (
    Arrived,
    Assignment,
    Dismissed,
    Files,
    Report,
    Steering,
    WantsData,
    downward,
    upward,
)
from cnn.cluster.worker import ServerGone, train_remotely
from cnn.data.dataset import Dataset
from cnn.runs.events import BatchEnded, Event
from cnn.runs.history import EndReason
from cnn.runs.job import TrainingJob
from cnn.runs.record import MODEL_FILE, RECORD_FILE, RunRecord
from tests.runs.queues import LONG, QUICK, wait_for

GOES_ON = Steering(stopped=False, paused=False, pauses_after_epochs=False)


class Server:
    """A server's end, moved by hand."""

    def __init__(self, client: Client, data: Dataset) -> None:
        self.client, self.data = client, data
        self.up = upward("link", client)
        self._reports: list[object] = []
        self.task = client.submit(train_remotely, "link", pure=False)
        report = self.report()
        self.attempt = report.attempt
        (arrived,) = report.messages
        assert isinstance(arrived, Arrived)
        self.worker = arrived.worker
        self.down = downward(self.attempt, client)

    def report(self) -> Report:
        """The next one; it must come."""

        def has_come() -> bool:
            self._reports += self.up.get()
            return bool(self._reports)

        wait_for(has_come)
        report = self._reports.pop(0)
        assert isinstance(report, Report)
        return report

    def assign(self, job: TrainingJob, steering: Steering = GOES_ON) -> None:
        self.down.put(Assignment(job, Files(), self.data.fingerprint(), steering, 60))

    def give_data(self) -> None:
        assert WantsData() in self.report().messages
        self.send_data()

    def send_data(self) -> None:
        self.down.put_future(self.client.scatter(self.data, workers=[self.worker], hash=False))

    def hear_all(self) -> list[object]:
        """All messages of a run that ends."""
        self.task.result(timeout=120)
        reports = [each for each in (*self._reports, *self.up.get()) if isinstance(each, Report)]
        return [message for report in reports for message in report.messages]


@pytest.fixture(autouse=True)
def knows_no_garments() -> None:
    worker._datasets.clear()


def test_a_worker_sends_all_that_a_run_leaves(
    client: Client, small_data: Dataset, tmp_path: Path
) -> None:
    server = Server(client, small_data)
    server.assign(TrainingJob(QUICK, tmp_path / "of the server", seed=3, recorded=True))
    server.give_data()
    heard = server.hear_all()
    files = {name for each in heard if isinstance(each, Files) for name in each.changed}
    assert {MODEL_FILE, RECORD_FILE} <= files
    assert any(name.startswith("timeline/") for name in files)
    assert any(isinstance(each, BatchEnded) for each in heard)
    assert not (tmp_path / "of the server").exists()


def test_a_worker_is_sent_its_garments_once(
    client: Client, small_data: Dataset, tmp_path: Path
) -> None:
    first = Server(client, small_data)
    first.assign(TrainingJob(QUICK, tmp_path))
    first.give_data()
    first.hear_all()
    second = Server(client, small_data)
    second.assign(TrainingJob(QUICK, tmp_path))
    assert WantsData() not in second.hear_all()


def test_a_worker_stops_when_it_is_told_to(
    client: Client, small_data: Dataset, tmp_path: Path
) -> None:
    server = Server(client, small_data)
    server.assign(TrainingJob(LONG, tmp_path))
    server.give_data()
    while not any(isinstance(each, Event) for each in server.report().messages):
        pass
    server.down.put(Steering(stopped=True, paused=False, pauses_after_epochs=False))
    record = server.task.result(timeout=60)
    assert isinstance(record, RunRecord)
    assert record.history.ended is EndReason.STOPPED


def test_a_stop_that_comes_before_the_garments_is_not_lost(
    client: Client, small_data: Dataset, tmp_path: Path
) -> None:
    server = Server(client, small_data)
    server.assign(TrainingJob(LONG, tmp_path))
    assert WantsData() in server.report().messages
    server.down.put(Steering(stopped=True, paused=False, pauses_after_epochs=False))
    time.sleep(5 * worker.ATTENTION)  # it is heard alone
    server.send_data()
    record = server.task.result(timeout=60)
    assert isinstance(record, RunRecord)
    assert record.history.ended is EndReason.STOPPED


def test_a_worker_that_has_been_given_up_stops(
    client: Client, small_data: Dataset, tmp_path: Path
) -> None:
    server = Server(client, small_data)
    server.assign(TrainingJob(LONG, tmp_path))
    server.give_data()
    server.down.put(Dismissed())
    record = server.task.result(timeout=60)
    assert isinstance(record, RunRecord)
    assert record.history.ended is EndReason.STOPPED


def test_a_worker_that_is_dismissed_trains_nothing(client: Client, small_data: Dataset) -> None:
    server = Server(client, small_data)
    server.down.put(Dismissed())
    assert server.task.result(timeout=10) is None


def test_a_worker_waits_for_no_server_that_is_gone(
    client: Client, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SILENCE", 0.2)
    server = Server(client, small_data)
    with pytest.raises(ServerGone):
        server.task.result(timeout=10)


def test_a_run_that_nobody_asks_for_any_more_ends(
    client: Client, small_data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SILENCE", 5)
    server = Server(client, small_data)
    server.assign(TrainingJob(LONG, tmp_path))
    server.give_data()
    record = server.task.result(timeout=60)
    assert isinstance(record, RunRecord)
    assert record.history.ended is EndReason.STOPPED
