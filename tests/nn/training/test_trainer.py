"""Real, if small, training runs."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnn.data.dataset import Dataset, Garments
from cnn.nn.classifier import Classifier
from cnn.nn.training import fitting, trainer
from cnn.runs.control import Control
from cnn.runs.events import BatchEnded, EpochEnded, Event, FinalTest, Paused, Resumed, Started
from cnn.runs.recipe import ARTICLE, DENSE, Recipe
from cnn.runs.record import RunRecord

QUICK: Recipe = replace(DENSE, epochs=3)


@pytest.fixture(autouse=True)
def a_call_each_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "IMAGES_A_CALL", QUICK.batch_size)


def test_a_run_learns_and_keeps_its_files(small_data: Dataset, tmp_path: Path) -> None:
    record = trainer.train(replace(ARTICLE, epochs=8), small_data, tmp_path)
    assert record.test.accuracy > 0.9
    assert record.parameters == 323_286
    assert record.data == "fashion-mnist"
    assert RunRecord.from_json((tmp_path / "run.json").read_text()) == record
    lines = (tmp_path / "history.csv").read_text().splitlines()
    assert lines[0] == "epoch,loss,accuracy,val_loss,val_accuracy,seconds"
    assert len(lines) == 1 + len(record.history)


def test_the_kept_model_is_the_best_epochs(small_data: Dataset, tmp_path: Path) -> None:
    record = trainer.train(QUICK, small_data, tmp_path)
    classifier = Classifier.load(tmp_path / "best-cnn-model.keras")
    kept = classifier.score(small_data.validation)
    best = min(record.history, key=lambda epoch: epoch.val_loss)
    assert record.best_epoch == best.epoch
    assert kept.loss == pytest.approx(best.val_loss, rel=1e-4)
    assert record.validation.loss == best.val_loss
    assert classifier.score(small_data.test).loss == pytest.approx(record.test.loss, rel=1e-4)


def test_events_come_in_order(small_data: Dataset, tmp_path: Path) -> None:
    events: list[Event] = []
    trainer.train(replace(QUICK, epochs=2), small_data, tmp_path, events.append)
    assert events[0] == Started(epochs=2, batches=10)
    assert [(event.epoch, event.batch) for event in events if isinstance(event, BatchEnded)] == [
        (epoch, batch) for epoch in (1, 2) for batch in range(1, 11)
    ]
    ends = [event for event in events if isinstance(event, EpochEnded)]
    assert [end.result.epoch for end in ends] == [1, 2]
    assert ends[0].best
    assert events[-1] == FinalTest()


def test_the_same_seed_gives_the_same_run(small_data: Dataset, tmp_path: Path) -> None:
    runs = [
        trainer.train(QUICK, small_data, tmp_path / str(n), seed=seed)
        for n, seed in enumerate((7, 7, 8))
    ]
    losses = [[epoch.loss for epoch in run.history] for run in runs]
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)
    assert losses[0] != pytest.approx(losses[2], rel=1e-5)


def test_a_stop_takes_effect_at_the_next_call(small_data: Dataset, tmp_path: Path) -> None:
    control, batches = Control(), []

    def stop_at_third(event: Event) -> None:
        if isinstance(event, BatchEnded):
            batches.append(event.batch)
            if event.batch == 3:
                control.stop()

    record = trainer.train(QUICK, small_data, tmp_path, stop_at_third, control)
    assert batches == [1, 2, 3]
    assert record.ended == "stopped by hand"
    assert len(record.history) == 1
    assert (tmp_path / "best-cnn-model.keras").is_file()


def test_training_stops_early_and_restores_the_best(small_data: Dataset, tmp_path: Path) -> None:
    # What cannot be learned is learned by heart: validation gets worse from the first epochs on.
    rng = np.random.default_rng(0)
    shuffled = Garments(small_data.training.images, rng.permutation(small_data.training.labels))
    recipe = replace(DENSE, epochs=40, learning_rate=0.01)
    record = trainer.train(recipe, replace(small_data, training=shuffled), tmp_path)
    assert record.ended == "early stopping"
    assert len(record.history) < 40
    assert len(record.history) == record.best_epoch + recipe.patience


def test_a_pause_holds_the_run_until_it_is_resumed(small_data: Dataset, tmp_path: Path) -> None:
    control, events = Control(), []

    def pause_at_second(event: Event) -> None:
        events.append(event)
        if isinstance(event, BatchEnded) and (event.epoch, event.batch) == (1, 2):
            control.pause()

    run = threading.Thread(
        target=trainer.train, args=(QUICK, small_data, tmp_path, pause_at_second, control)
    )
    run.start()
    deadline = time.monotonic() + 60
    while Paused() not in events and time.monotonic() < deadline:
        time.sleep(0.01)
    seen = len(events)
    time.sleep(0.3)
    assert len(events) == seen
    control.resume()
    run.join(60)
    assert events[seen] == Resumed()
    assert events[-1] == FinalTest()
