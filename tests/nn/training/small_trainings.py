"""Real, if small, training runs: some seconds each."""

from dataclasses import replace
from pathlib import Path

from cnn.data.dataset import Dataset
from cnn.nn.training.trainer import train
from cnn.runs.channel import Channel, ThreadChannel
from cnn.runs.job import Suspended, TrainingJob
from cnn.runs.recipe import DENSE, Recipe
from cnn.runs.record import RunRecord

QUICK: Recipe = replace(DENSE, epochs=3, batch_size=8)
"""40 batches per epoch, reported in four parts."""


def trained(
    recipe: Recipe,
    data: Dataset,
    folder: Path,
    channel: ThreadChannel | None = None,
    seed: int = 42,
) -> RunRecord:
    record = outcome(TrainingJob(recipe, folder, seed), data, channel)
    assert isinstance(record, RunRecord)
    return record


def outcome(
    job: TrainingJob, data: Dataset, channel: Channel | None = None
) -> RunRecord | Suspended | None:
    return train(job, channel, lambda source: data, policy="float32", images_per_call=80)
