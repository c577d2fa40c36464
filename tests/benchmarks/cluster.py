"""Training on a Dask cluster: python -m tests.benchmarks.cluster

Trains with the recipe ``fast`` on one, two and four workers, which share this machine's cores, with
the real Fashion-MNIST in FASHION_MNIST_DIR. Takes ten minutes on two cores.

The loopback interface counts what everybody on this machine sends to each other: leave it alone.
"""

import subprocess
import tempfile
import time
from pathlib import Path

from cnn.cluster.cluster import Cluster
from cnn.cluster.connection import connection
from cnn.concurrency import ThreadExecutor
from cnn.data.dataset import Dataset, load
from cnn.errors import LabError
from cnn.runs.channel import Channel
from cnn.runs.job import TrainingJob
from cnn.runs.line import Outcome
from cnn.runs.queue import RunQueue
from cnn.runs.recipe import FAST
from cnn.runs.run import Run, State
from cnn.runs.store import RunStore
from tests.benchmarks.memory import resident
from tests.benchmarks.table import row, title
from tests.cluster.processes import processes
from tests.runs.queues import wait_for

WORKERS = (1, 2, 4)

RUNS_EACH = 2
"""Runs of each worker that are timed, after a first one."""

LONGEST = 1800.0
"""Seconds."""

LOOPBACK_SENT = Path("/sys/class/net/lo/statistics/tx_bytes")

MEGABYTE = 1_000_000


def main() -> None:
    data = load()
    title("A cluster on this machine")
    for number in WORKERS:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), data, number)


def measure(folder: Path, data: Dataset, number: int) -> None:
    with processes(folder) as dask:
        scheduler = dask.scheduler()
        workers = [dask.worker() for _ in range(number)]
        queue = queue_on(dask.address, folder, data)
        wait_for(lambda: queue.workers == number)
        before = sent()
        # Each worker imports TensorFlow and gets its data.
        train(queue, number, "first")
        if number == 1:
            row("sent for a worker's first run, data included", megabytes(sent() - before))
            before = sent()
        seconds = train(queue, RUNS_EACH * number, "other")
        if number == 1:
            row("sent for any other run", megabytes((sent() - before) / RUNS_EACH))
            row("scheduler, peak memory", f"{resident(scheduler, 'VmHWM'):.0f} MiB")
            row("worker, peak memory", f"{peak(workers):.0f} MiB")
        workers_are = "worker" if number == 1 else "workers"
        an_hour = 3600 * RUNS_EACH * number / seconds
        row(f"runs an hour, {number} {workers_are}", f"{an_hour:.0f} ({seconds:.0f} s)")


def queue_on(address: str, folder: Path, data: Dataset) -> RunQueue:
    cluster = Cluster(connection(address), train_nowhere_else, lambda source: data)
    queue = RunQueue(
        RunStore(folder / "runs"),
        ThreadExecutor("training"),
        cluster.train,
        workers=cluster.workers,
    )
    cluster.watch(queue.advance)
    return queue


def train_nowhere_else(job: TrainingJob, channel: Channel) -> Outcome:
    raise LabError("The cluster is away.")


def train(queue: RunQueue, number: int, owners: str) -> float:
    """Seconds until so many runs are over that are started at once."""
    began = time.perf_counter()
    runs = [queue.start(FAST, f"{owners} {each}") for each in range(number)]
    for run in runs:
        wait_until_done(run)
    return time.perf_counter() - began


def wait_until_done(run: Run) -> None:
    wait_for(lambda: run.view().state.over, LONGEST)
    assert run.view().state is State.DONE, run.view().error


def sent() -> int:
    """Bytes that the programs on this machine have sent to each other."""
    return int(LOOPBACK_SENT.read_text())


def megabytes(size: float) -> str:
    return f"{size / MEGABYTE:.1f} MB"


def peak(workers: list[subprocess.Popen[bytes]]) -> float:
    return max(resident(worker, "VmHWM") for worker in workers)


if __name__ == "__main__":
    main()
