"""Queues that train on a small dataset, and waiting for their runs."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cnn.concurrency import SingleThreadExecutor
from cnn.data.dataset import Dataset
from cnn.nn.training.trainer import train
from cnn.runs.channel import Channel, ThreadChannel
from cnn.runs.classroom import Classrooms
from cnn.runs.job import TrainingJob
from cnn.runs.line import Outcome
from cnn.runs.queue import RunQueue
from cnn.runs.recipe import DENSE
from cnn.runs.run import Run
from cnn.runs.settings import Settings
from cnn.runs.store import RunStore

QUICK = replace(DENSE, epochs=2)
LONG = replace(DENSE, epochs=500, patience=None)


def make_queue(
    folder: Path,
    load_data: Callable[[], Dataset | None],
    kept_runs: int = 40,
    longest_pause: float = 60,
    classrooms: Classrooms | None = None,
    images_per_call: int = 640,
) -> RunQueue:
    def train_on_small_data(job: TrainingJob, channel: Channel) -> Outcome:
        return train(job, channel, lambda source: load_data(), "float32", images_per_call)

    return RunQueue(
        RunStore(folder),
        SingleThreadExecutor("training"),
        train_on_small_data,
        lambda on_event: ThreadChannel(on_event, longest_pause),
        Settings(kept_runs=kept_runs),
        classrooms,
    )


def run_folders(folder: Path) -> list[Path]:
    """Those of finished and unfinished runs."""
    return [path for path in folder.iterdir() if path.is_dir()]


def wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "timed out"
        time.sleep(0.02)


def over(run: Run) -> bool:
    return run.view().state.over


def finish(run: Run) -> None:
    wait_for(lambda: over(run))


def stop(queue: RunQueue, *runs: Run) -> None:
    for run in runs:
        queue.stop(run, run.owner)
        finish(run)
