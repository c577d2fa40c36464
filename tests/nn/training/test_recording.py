"""The timelines of real, if small, training runs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnn.data.dataset import Dataset
from cnn.nn.classifier import Classifier
from cnn.nn.networks import build_network
from cnn.nn.training.trainer import train
from cnn.runs.channel import ThreadChannel
from cnn.runs.events import BatchEnded, EpochEnded, Evaluating, Event
from cnn.runs.job import Suspended, TrainingJob
from cnn.runs.moment_file import read_weights
from cnn.runs.recipe import DENSE, Recipe
from cnn.runs.record import RunRecord
from cnn.runs.timeline import TIMELINE_FOLDER, moments, newest

RECIPE: Recipe = replace(DENSE, epochs=3, batch_size=4, patience=None)
"""80 batches per epoch, reported in four parts: 50 and 150 are passed at 60 and at 160,
where an epoch ends as well."""

PLACES = [0.75, 1, 2, 3]


def outcome(
    job: TrainingJob, data: Dataset, channel: ThreadChannel | None = None
) -> RunRecord | Suspended | None:
    return train(job, channel, lambda source: data, policy="float32", images_per_call=80)


def record_in(
    folder: Path, data: Dataset, channel: ThreadChannel | None = None, recipe: Recipe = RECIPE
) -> RunRecord:
    record = outcome(TrainingJob(recipe, folder, recorded=True), data, channel)
    assert isinstance(record, RunRecord)
    return record


def places(folder: Path) -> list[float]:
    return [moment.epochs for moment in moments(folder)]


def test_moments_are_dense_at_first_and_then_at_the_end_of_each_epoch(
    small_data: Dataset, tmp_path: Path
) -> None:
    record_in(tmp_path, small_data)
    assert places(tmp_path) == PLACES


def test_a_moment_has_the_weights_of_its_place(small_data: Dataset, tmp_path: Path) -> None:
    record = record_in(tmp_path, small_data)
    for moment in moments(tmp_path)[1:]:
        model = build_network(RECIPE.network)
        model.set_weights(read_weights(tmp_path / moment.file))
        score = Classifier(model).score(small_data.validation)
        epoch = record.history.epochs[round(moment.epochs) - 1]
        assert score.loss == pytest.approx(epoch.val_loss, rel=0.01)


def test_a_run_that_trains_shows_its_newest_weights_and_takes_them_away_at_the_end(
    small_data: Dataset, tmp_path: Path
) -> None:
    seen: list[list[np.ndarray]] = []

    def look(event: Event) -> None:
        if isinstance(event, EpochEnded) and (moment := newest(tmp_path)):
            assert moment.epochs <= event.result.epoch
            seen.append(read_weights(tmp_path / moment.file))
        if isinstance(event, Evaluating):
            assert newest(tmp_path) is None

    record_in(tmp_path, small_data, ThreadChannel(look))
    assert [values.shape for values in seen[0]] == [(784, 100), (100,), (100, 10), (10,)]
    assert newest(tmp_path) is None


def test_a_run_that_is_not_to_be_recorded_has_no_timeline(
    small_data: Dataset, tmp_path: Path
) -> None:
    outcome(TrainingJob(replace(RECIPE, epochs=1), tmp_path), small_data)
    assert not (tmp_path / TIMELINE_FOLDER).exists()


def test_a_stopped_run_ends_with_a_moment_within_its_epoch(
    small_data: Dataset, tmp_path: Path
) -> None:
    def stop(event: Event) -> None:
        if isinstance(event, BatchEnded) and (event.epoch, event.batch) == (2, 40):
            channel.stop()

    channel = ThreadChannel(stop)
    record_in(tmp_path, small_data, channel)
    assert places(tmp_path) == [0.75, 1, 1.5]


@pytest.mark.parametrize("at", [(1, 40), (1, 60), (2, 80), (3, 20)])
def test_a_suspended_run_goes_on_recording(
    small_data: Dataset, tmp_path: Path, at: tuple[int, int]
) -> None:
    def pause(event: Event) -> None:
        if isinstance(event, BatchEnded) and (event.epoch, event.batch) == at:
            channel.pause()

    channel = ThreadChannel(pause, longest_pause=0.01)
    job = TrainingJob(RECIPE, tmp_path, recorded=True)
    suspended = outcome(job, small_data, channel)
    assert isinstance(suspended, Suspended)
    assert places(tmp_path) == [place for place in PLACES if place <= at[0] - 1 + at[1] / 80]
    outcome(replace(job, suspended=suspended), small_data)
    assert places(tmp_path) == PLACES


def test_a_run_that_begins_again_records_again(small_data: Dataset, tmp_path: Path) -> None:
    record_in(tmp_path, small_data)
    record_in(tmp_path, small_data, recipe=replace(RECIPE, epochs=1))
    assert places(tmp_path) == [0.75, 1]


def test_a_disk_that_fails_ends_the_recording_and_not_the_training(
    small_data: Dataset, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # In the way of the folder.
    (tmp_path / TIMELINE_FOLDER).write_bytes(b"")
    record = record_in(tmp_path, small_data)
    assert len(record.history) == RECIPE.epochs
    assert len([each for each in caplog.records if "without a timeline" in each.message]) == 1
    assert places(tmp_path) == []
