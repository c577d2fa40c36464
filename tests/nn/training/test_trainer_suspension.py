"""Training runs that leave their worker, or are killed, and go on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnn.data.dataset import Dataset, Garments
from cnn.nn.training import callbacks, fit
from cnn.nn.training.compiled_networks import CompiledNetworks
from cnn.runs.channel import ThreadChannel
from cnn.runs.checkpoint import read_checkpoint
from cnn.runs.events import (
    BatchEnded,
    Event,
)
from cnn.runs.history import EndReason, History
from cnn.runs.job import Suspended, TrainingJob
from cnn.runs.recipe import FAST
from cnn.runs.record import RunRecord
from tests.networks import NORMALIZED_CNN
from tests.nn.training.small_trainings import QUICK, outcome, trained

ALL_STATE = replace(FAST, network=NORMALIZED_CNN, epochs=3, batch_size=9, training_images=317)
"""Batch normalization, dropout, one cycle and a last batch of two: all that can be lost.

36 batches per epoch, reported in six parts.
"""


def pausing(at: tuple[int, int]) -> ThreadChannel:
    """A channel to a run that is paused at a batch of an epoch, for too long."""

    def pause(event: Event) -> None:
        if isinstance(event, BatchEnded) and (event.epoch, event.batch) == at:
            channel.pause()

    channel = ThreadChannel(pause, longest_pause=0.01)
    return channel


def without_seconds(history: History) -> list[float]:
    """All that can be compared between two runs."""
    trace = [number for point in history.trace for number in (point.loss, point.accuracy)]
    results = [
        (e.loss, e.accuracy, e.val_loss, e.val_accuracy, e.completed) for e in history.epochs
    ]
    return [*trace, *(number for result in results for number in result)]


@pytest.mark.parametrize("at", [(1, 18), (2, 24), (2, 36), (3, 30)])
def test_a_suspended_run_goes_on_as_if_there_had_been_no_pause(
    small_data: Dataset, tmp_path: Path, at: tuple[int, int]
) -> None:
    whole = trained(ALL_STATE, small_data, tmp_path / "whole")
    job = TrainingJob(ALL_STATE, tmp_path / "paused", 42)
    suspended = outcome(job, small_data, pausing(at))
    assert isinstance(suspended, Suspended)
    assert suspended.batch == at[1] % 36
    record = outcome(replace(job, suspended=suspended), small_data)
    assert isinstance(record, RunRecord)
    assert without_seconds(record.history) == pytest.approx(
        without_seconds(whole.history), rel=1e-4
    )
    assert [point.epoch for point in record.history.trace] == [
        point.epoch for point in whole.history.trace
    ]
    assert record.validation.loss == pytest.approx(whole.validation.loss, rel=1e-4)
    assert record.history.ended is EndReason.ALL_EPOCHS


def test_a_suspended_run_goes_on_in_another_process(
    small_data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = trained(QUICK, small_data, tmp_path / "whole")
    job = TrainingJob(QUICK, tmp_path / "paused", 42)
    suspended = outcome(job, small_data, pausing((2, 20)))
    assert isinstance(suspended, Suspended)
    # It has no network yet that has been fitted before.
    monkeypatch.setattr(fit, "_networks", CompiledNetworks())
    record = outcome(replace(job, suspended=suspended), small_data)
    assert isinstance(record, RunRecord)
    assert without_seconds(record.history) == pytest.approx(
        without_seconds(whole.history), rel=1e-4
    )


def test_a_run_can_be_suspended_again_and_again(small_data: Dataset, tmp_path: Path) -> None:
    whole = trained(ALL_STATE, small_data, tmp_path / "whole")
    job = TrainingJob(ALL_STATE, tmp_path / "paused", 42)
    for at in [(1, 6), (1, 18), (2, 12), (3, 36)]:
        suspended = outcome(job, small_data, pausing(at))
        if isinstance(suspended, Suspended):
            job = replace(job, suspended=suspended)
    assert isinstance(suspended, RunRecord), "a pause at the last batch ends with the run"
    assert suspended.validation.loss == pytest.approx(whole.validation.loss, rel=1e-4)


def test_a_suspended_run_is_still_stopped_early(small_data: Dataset, tmp_path: Path) -> None:
    # As above: validation soon gets worse.
    rng = np.random.default_rng(0)
    shuffled = Garments(small_data.training.images, rng.permutation(small_data.training.labels))
    data = replace(small_data, training=shuffled)
    recipe = replace(QUICK, epochs=40, learning_rate=0.01)
    whole = trained(recipe, data, tmp_path / "whole")
    best, last = whole.best_epoch, len(whole.history)
    assert last < 40
    for name, at in {"after the best": (best + 1, 40), "in the last": (last, 20)}.items():
        job = TrainingJob(recipe, tmp_path / name, 42)
        suspended = outcome(job, data, pausing(at))
        if isinstance(suspended, Suspended):
            record = outcome(replace(job, suspended=suspended), data)
        assert isinstance(record, RunRecord)
        assert (record.best_epoch, len(record.history)) == (best, last)
        assert record.history.ended is EndReason.EARLY_STOPPING
        assert record.validation.loss == pytest.approx(whole.validation.loss, rel=1e-4)


@pytest.mark.parametrize(("at", "completed"), [((2, 40), [1, 1]), ((2, 20), [1, 0.75])])
def test_a_suspended_run_can_be_stopped(
    small_data: Dataset, tmp_path: Path, at: tuple[int, int], completed: list[float]
) -> None:
    job = TrainingJob(QUICK, tmp_path, 42)
    suspended = outcome(job, small_data, pausing(at))
    assert isinstance(suspended, Suspended)
    channel = ThreadChannel()
    channel.stop()
    record = outcome(replace(job, suspended=suspended), small_data, channel)
    assert isinstance(record, RunRecord)
    assert [epoch.completed for epoch in record.history.epochs] == completed
    assert record.history.ended is EndReason.STOPPED


def test_a_run_that_was_killed_before_its_record_was_written_ends_as_it_would_have(
    small_data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "SAVING_INTERVAL", 0)
    job = TrainingJob(ALL_STATE, tmp_path, 42)
    whole = outcome(job, small_data)
    (tmp_path / "run.json").unlink()
    checkpoint = read_checkpoint(tmp_path)
    assert checkpoint is not None
    record = outcome(replace(job, suspended=checkpoint.suspended), small_data)
    assert isinstance(record, RunRecord) and isinstance(whole, RunRecord)
    assert record.history == whole.history
    assert record.validation.loss == pytest.approx(whole.validation.loss, rel=1e-4)
