"""Runs on real workers of a real scheduler."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from tests.conftest import needs_dask

needs_dask()

from dask import config as configuration

from cnn.cluster.cluster import Cluster
from cnn.cluster.connection import connection
from cnn.concurrency import ThreadExecutor
from cnn.data.dataset import Dataset
from cnn.nn.training.trainer import train
from cnn.runs.channel import Channel, ThreadChannel
from cnn.runs.checkpoint import CHECKPOINT_FILE, delete_checkpoint
from cnn.runs.job import Lost, Suspended, TrainingJob
from cnn.runs.label_file import LABEL_FILE
from cnn.runs.line import Outcome
from cnn.runs.queue import RunQueue
from cnn.runs.record import RunRecord
from cnn.runs.run import Run, State
from cnn.runs.store import RunStore
from tests.cluster.processes import Processes, free_port, processes
from tests.runs.queues import LONG, QUICK, finish, stop, wait_for


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Processes]:
    with processes(tmp_path) as started:
        yield started


class Lab:
    """A queue whose runs are trained on a cluster."""

    def __init__(
        self,
        address: str,
        data: Dataset,
        folder: Path,
        patience: float = 60,
        longest_pause: float = 60,
    ) -> None:
        self.here: list[TrainingJob] = []

        def train_here(job: TrainingJob, channel: Channel) -> Outcome:
            self.here.append(job)
            return train(job, channel, lambda source: data)

        self.cluster = Cluster(
            connection(address), train_here, lambda source: data, longest_pause, patience
        )
        self.queue = RunQueue(
            RunStore(folder / "runs"),
            ThreadExecutor("training"),
            self.cluster.train,
            ThreadChannel,
            workers=self.cluster.workers,
        )
        self.cluster.watch(self.queue.advance)


def epochs(run: Run) -> int:
    return len(run.view().history)


def losses(record: RunRecord) -> list[float]:
    return [epoch.val_loss for epoch in record.history.epochs]


def has_checkpoint(run: Run) -> bool:
    return run.folder is not None and (run.folder / CHECKPOINT_FILE).exists()


def names(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_two_runs_train_at_once_on_two_workers(
    dask: Processes, small_data: Dataset, tmp_path: Path
) -> None:
    dask.scheduler()
    for _ in range(2):
        dask.worker()
    lab = Lab(dask.address, small_data, tmp_path)
    runs = [lab.queue.start(LONG, owner) for owner in ("ada", "bob", "cyd")]
    wait_for(lambda: all(epochs(run) >= 2 for run in runs[:2]))
    assert runs[2].view().state is State.QUEUED
    stop(lab.queue, *reversed(runs))
    assert [run.view().state for run in runs] == [State.DONE, State.DONE, State.CANCELLED]
    assert all(lab.queue.model_path(run).is_file() for run in runs[:2])
    assert lab.here == []


def test_a_run_on_a_worker_gives_the_figures_of_a_run_in_this_process(
    dask: Processes, small_data: Dataset, tmp_path: Path
) -> None:
    dask.scheduler()
    dask.worker()
    lab = Lab(dask.address, small_data, tmp_path)
    run = lab.queue.start(QUICK, "ada", seed=7)
    finish(run)
    record = run.view().record
    assert record is not None
    here = train(
        TrainingJob(QUICK, tmp_path / "here", seed=7, recorded=True),
        load_data=lambda source: small_data,
        policy=record.precision,
    )
    assert not isinstance(here, Suspended | Lost | None)
    assert losses(record) == pytest.approx(losses(here), rel=1e-5)
    assert record.test == here.test
    assert record.validation == here.validation
    kept = lab.queue.model_path(run).parent
    delete_checkpoint(tmp_path / "here")
    assert names(kept) - {LABEL_FILE} == names(tmp_path / "here")


def test_two_servers_share_the_workers(
    dask: Processes, small_data: Dataset, tmp_path: Path
) -> None:
    dask.scheduler()
    for _ in range(2):
        dask.worker()
    one, other = (Lab(dask.address, small_data, tmp_path / name) for name in ("one", "other"))
    wait_for(lambda: one.cluster.workers() == other.cluster.workers() == 2)
    first = one.queue.start(LONG, "ada")
    wait_for(lambda: epochs(first) >= 1 and other.cluster.workers() == 1)
    second, third = other.queue.start(LONG, "bob"), other.queue.start(LONG, "cyd")
    wait_for(lambda: epochs(second) >= 1)
    assert third.turn and not third.future, "it waits in line, not behind a run of the other server"
    stop(one.queue, first)
    wait_for(lambda: epochs(third) >= 1)
    stop(other.queue, second, third)


def test_the_worker_obeys_at_once(dask: Processes, small_data: Dataset, tmp_path: Path) -> None:
    dask.scheduler()
    dask.worker()
    lab = Lab(dask.address, small_data, tmp_path)
    run = lab.queue.start(LONG, "ada")
    wait_for(lambda: epochs(run) >= 2)
    lab.queue.pause(run, "ada")
    wait_for(lambda: run.view().state is State.PAUSED, seconds=2)
    trained = epochs(run)
    lab.queue.resume(run, "ada")
    wait_for(lambda: epochs(run) > trained, seconds=2)
    lab.queue.pause_after_epochs(run, "ada", True)
    wait_for(lambda: run.view().state is State.PAUSED, seconds=2)
    assert run.channel.paused, "whoever resumes it must find it paused"
    trained = epochs(run)
    lab.queue.resume(run, "ada")
    wait_for(lambda: run.view().state is State.PAUSED and epochs(run) > trained, seconds=2)
    lab.queue.stop(run, "ada")
    wait_for(lambda: run.view().state.over, seconds=2)
    assert run.view().state is State.DONE


def test_a_long_pause_leaves_the_worker_to_the_next_run(
    dask: Processes, small_data: Dataset, tmp_path: Path
) -> None:
    dask.scheduler()
    dask.worker()
    lab = Lab(dask.address, small_data, tmp_path, longest_pause=0.2)
    first, second = lab.queue.start(LONG, "ada"), lab.queue.start(LONG, "bob")
    wait_for(lambda: epochs(first) >= 1)
    lab.queue.pause(first, "ada")
    wait_for(lambda: epochs(second) >= 1)
    assert first.view().state is State.SUSPENDED
    trained = epochs(first)
    lab.queue.resume(first, "ada")
    lab.queue.stop(second, "bob")
    wait_for(lambda: epochs(first) > trained)
    lab.queue.stop(first, "ada")
    finish(first)
    assert [epoch.epoch for epoch in first.view().history.epochs] == list(
        range(1, epochs(first) + 1)
    )


def test_a_worker_that_is_killed_costs_one_epoch_at_most(
    dask: Processes, small_data: Dataset, tmp_path: Path
) -> None:
    dask.scheduler()
    worker = dask.worker()
    lab = Lab(dask.address, small_data, tmp_path)
    whole = replace(LONG, epochs=20)
    run = lab.queue.start(whole, "ada", seed=3)
    wait_for(lambda: has_checkpoint(run))
    worker.kill()
    dask.worker()
    wait_for(lambda: run.view().moved)
    assert epochs(run) >= 1, "it goes on from its checkpoint"
    finish(run)
    record = run.view().record
    assert record is not None
    uninterrupted = train(
        TrainingJob(whole, tmp_path / "here", seed=3),
        load_data=lambda source: small_data,
        policy=record.precision,
    )
    assert not isinstance(uninterrupted, Suspended | Lost | None)
    assert losses(record) == pytest.approx(losses(uninterrupted), rel=1e-5)


def test_a_run_goes_on_when_its_scheduler_is_back(
    dask: Processes, small_data: Dataset, tmp_path: Path
) -> None:
    scheduler = dask.scheduler()
    dask.worker()
    lab = Lab(dask.address, small_data, tmp_path)
    before = lab.queue.start(QUICK, "ada")
    finish(before)
    run = lab.queue.start(LONG, "ada")
    wait_for(lambda: has_checkpoint(run))
    scheduler.kill()
    wait_for(lambda: run.view().state is State.QUEUED)
    trained = epochs(run)
    dask.scheduler()
    dask.worker()
    wait_for(lambda: epochs(run) > trained)
    stop(lab.queue, run)
    assert run.view().state is State.DONE
    assert before.view().state is State.DONE
    assert lab.here == []


def test_without_a_cluster_runs_are_trained_here(small_data: Dataset, tmp_path: Path) -> None:
    lab = Lab(f"tcp://127.0.0.1:{free_port()}", small_data, tmp_path, patience=0.5)
    run = lab.queue.start(QUICK, "ada")
    finish(run)
    assert run.view().state is State.DONE
    assert len(lab.here) == 1
    assert lab.cluster.is_away


def test_a_cluster_that_comes_later_gets_the_next_run(
    dask: Processes, small_data: Dataset, tmp_path: Path
) -> None:
    lab = Lab(dask.address, small_data, tmp_path, patience=0.5)
    wait_for(lambda: lab.cluster.is_away)
    dask.scheduler()
    dask.worker()
    wait_for(lambda: not lab.cluster.is_away)
    finish(lab.queue.start(QUICK, "ada"))
    assert lab.here == []


def test_the_way_to_the_cluster_can_be_encrypted(small_data: Dataset, tmp_path: Path) -> None:
    authority, tls = trustme.CA(), tmp_path / "tls"
    tls.mkdir()
    authority.cert_pem.write_to_path(str(tls / "ca.pem"))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
        str(tls / "lab.pem")
    )
    options = ("--tls-ca-file", str(tls / "ca.pem"), "--tls-cert", str(tls / "lab.pem"))
    settings = {
        "distributed.comm.tls.ca-file": str(tls / "ca.pem"),
        "distributed.comm.tls.client.cert": str(tls / "lab.pem"),
        "distributed.comm.require-encryption": True,
    }
    with processes(tmp_path, tls=options) as dask, configuration.set(settings):
        dask.scheduler()
        dask.worker()
        lab = Lab(dask.address, small_data, tmp_path)
        run = lab.queue.start(QUICK, "ada")
        finish(run)
    assert run.view().state is State.DONE
    assert lab.here == []
