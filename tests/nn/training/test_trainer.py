"""Real, if small, training runs."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnn.data.dataset import Dataset, DataSource, Garments
from cnn.errors import DatasetUnavailable, UnusableModel
from cnn.nn.classifier import Classifier
from cnn.nn.training.trainer import train
from cnn.runs.channel import ThreadChannel
from cnn.runs.events import (
    BatchEnded,
    DataLoaded,
    EpochEnded,
    Evaluating,
    Event,
    Paused,
    Preparing,
    Resumed,
    Started,
)
from cnn.runs.history import EndReason
from cnn.runs.job import TrainingJob
from cnn.runs.recipe import ARTICLE, DENSE
from cnn.runs.record import RunRecord
from tests.nn.training.small_trainings import QUICK, outcome, trained


def test_a_run_learns_and_leaves_three_files(small_data: Dataset, tmp_path: Path) -> None:
    record = trained(replace(ARTICLE, epochs=8), small_data, tmp_path)
    assert record.test.accuracy > 0.9
    assert record.parameters == 323_286
    assert record.source is DataSource.FASHION_MNIST
    assert {path.name for path in tmp_path.iterdir()} >= {"best-cnn-model.keras", "run.json"}
    assert RunRecord.from_json((tmp_path / "run.json").read_text()) == record
    assert (tmp_path / "history.csv").read_text() == record.history.to_csv()


def test_the_saved_model_has_the_weights_of_the_best_epoch(
    small_data: Dataset, tmp_path: Path
) -> None:
    # Labels at random: what is learned is memorized, and validation soon gets worse.
    rng = np.random.default_rng(0)
    shuffled = Garments(small_data.training.images, rng.permutation(small_data.training.labels))
    recipe = replace(DENSE, epochs=40, learning_rate=0.01)
    record = trained(recipe, replace(small_data, training=shuffled), tmp_path)
    best = record.history.best
    assert best is not None
    assert record.history.ended is EndReason.EARLY_STOPPING
    assert recipe.patience
    assert len(record.history) == best.epoch + recipe.patience < 40
    classifier = Classifier.load(tmp_path / "best-cnn-model.keras")
    assert classifier.score(small_data.validation) == record.validation
    assert record.validation.loss == pytest.approx(best.val_loss, rel=1e-4)
    assert classifier.score(small_data.test) == record.test


def test_a_run_can_begin_with_the_weights_of_another(small_data: Dataset, tmp_path: Path) -> None:
    first = trained(QUICK, small_data, tmp_path / "first")
    model = tmp_path / "first" / "best-cnn-model.keras"
    job = TrainingJob(replace(QUICK, epochs=1), tmp_path / "second", weights=model)
    second = outcome(job, small_data)
    assert isinstance(second, RunRecord)
    assert second.weights == "best-cnn-model.keras"
    assert second.history.epochs[0].loss < 0.8 * first.history.epochs[0].loss
    other = replace(ARTICLE, epochs=1)
    with pytest.raises(UnusableModel, match="are not those of this network"):
        outcome(TrainingJob(other, tmp_path / "third", weights=model), small_data)


def test_the_saved_model_has_no_optimizer(small_data: Dataset, tmp_path: Path) -> None:
    record = trained(replace(QUICK, epochs=1), small_data, tmp_path)
    size = (tmp_path / "best-cnn-model.keras").stat().st_size
    assert size < 1.5 * 4 * record.parameters


def test_events_come_in_order(small_data: Dataset, tmp_path: Path) -> None:
    events: list[Event] = []
    trained(replace(QUICK, epochs=2), small_data, tmp_path, ThreadChannel(events.append))
    assert events[:3] == [
        Preparing(),
        DataLoaded(DataSource.FASHION_MNIST),
        Started(epochs=2, batches=40),
    ]
    assert [(event.epoch, event.batch) for event in events if isinstance(event, BatchEnded)] == [
        (epoch, batch) for epoch in (1, 2) for batch in (10, 20, 30, 40)
    ]
    ends = [event for event in events if isinstance(event, EpochEnded)]
    assert [end.result.epoch for end in ends] == [1, 2]
    assert ends[0].best
    assert events[-1] == Evaluating()


def test_batches_report_the_means_over_the_epoch_so_far(
    small_data: Dataset, tmp_path: Path
) -> None:
    events: list[Event] = []
    record = trained(replace(QUICK, epochs=1), small_data, tmp_path, ThreadChannel(events.append))
    last = [event for event in events if isinstance(event, BatchEnded)][-1]
    [epoch] = record.history.epochs
    assert (last.loss, last.accuracy) == pytest.approx((epoch.loss, epoch.accuracy))


def test_a_stop_takes_effect_within_the_epoch(small_data: Dataset, tmp_path: Path) -> None:
    batches = []

    def stop_at_20(event: Event) -> None:
        if isinstance(event, BatchEnded):
            batches.append(event.batch)
            if event.batch == 20:
                channel.stop()

    channel = ThreadChannel(stop_at_20)
    record = trained(QUICK, small_data, tmp_path, channel)
    assert batches == [10, 20]
    assert record.history.ended is EndReason.STOPPED
    assert len(record.history) == 1
    assert record.stopped_at == (20, 40)
    assert (tmp_path / "best-cnn-model.keras").is_file()


def test_a_run_that_is_stopped_before_it_has_data_leaves_nothing(tmp_path: Path) -> None:
    channel = ThreadChannel()

    def not_yet(source: DataSource | None) -> None:
        channel.stop()

    assert train(TrainingJob(QUICK, tmp_path), channel, not_yet) is None
    assert list(tmp_path.iterdir()) == []


def test_a_run_without_data_ends_with_an_error(tmp_path: Path) -> None:
    def no_data(source: DataSource | None) -> Dataset:
        raise DatasetUnavailable("There is no data.")

    with pytest.raises(DatasetUnavailable, match="no data"):
        train(TrainingJob(QUICK, tmp_path), ThreadChannel(), no_data)


def test_a_pause_holds_the_run_until_it_is_resumed(small_data: Dataset, tmp_path: Path) -> None:
    events: list[Event] = []

    def pause_at_10(event: Event) -> None:
        events.append(event)
        if isinstance(event, BatchEnded) and (event.epoch, event.batch) == (1, 10):
            channel.pause()

    channel = ThreadChannel(pause_at_10)
    records: list[RunRecord] = []
    run = threading.Thread(
        target=lambda: records.append(trained(QUICK, small_data, tmp_path, channel))
    )
    run.start()
    deadline = time.monotonic() + 60
    while Paused() not in events and time.monotonic() < deadline:
        time.sleep(0.01)
    seen = len(events)
    time.sleep(1)
    assert len(events) == seen
    paused_at = time.monotonic()
    channel.resume()
    run.join(60)
    assert events[seen] == Resumed()
    assert events[-1] == Evaluating()
    # The pause does not count as training time.
    assert records[0].history.epochs[0].seconds < 1 + time.monotonic() - paused_at


def test_a_run_that_keeps_improving_goes_on_to_its_last_epoch(
    small_data: Dataset, tmp_path: Path
) -> None:
    record = trained(QUICK, small_data, tmp_path)
    assert record.history.ended is EndReason.ALL_EPOCHS
    assert len(record.history) == QUICK.epochs


def test_it_trains_on_the_first_images_only_if_a_recipe_says_so(
    small_data: Dataset, tmp_path: Path
) -> None:
    events: list[Event] = []
    few = replace(QUICK, epochs=1, training_images=100)
    record = trained(few, small_data, tmp_path, ThreadChannel(events.append))
    assert record.training_images == 100
    assert Started(epochs=1, batches=13) in events
    # There are no more than 320.
    assert trained(QUICK, small_data, tmp_path / "all").training_images == 320
