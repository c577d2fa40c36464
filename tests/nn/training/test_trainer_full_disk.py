"""Real, if small, training runs whose disk is full for a while."""

import errno
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cnn.data.dataset import Dataset
from cnn.nn.classifier import Classifier
from cnn.nn.training import callbacks
from cnn.runs.channel import OnEvent, ThreadChannel
from cnn.runs.events import Checkpointed, EpochEnded, Event, Paused, Resumed
from tests.nn.training.small_trainings import QUICK, trained
from tests.runs.full_disk import Disk, small_disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def every_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has a checkpoint, however short it is."""
    monkeypatch.setattr(callbacks, "SAVING_INTERVAL", 0)


def full_from_epoch_to_epoch(disk: Disk, first: int, last: int, events: list[Event]) -> OnEvent:
    def on_event(event: Event) -> None:
        events.append(event)
        match event:
            case EpochEnded(result) if result.epoch == first:
                disk.fill()
            case EpochEnded(result) if result.epoch == last:
                disk.free()

    return on_event


def test_a_run_goes_on_while_the_disk_takes_no_checkpoint(
    small_data: Dataset, disk: Disk, every_epoch: None, caplog: pytest.LogCaptureFixture
) -> None:
    recipe = replace(QUICK, epochs=5, learning_rate=1e-4)
    whole = trained(recipe, small_data, disk.folder / "whole")
    events: list[Event] = []
    channel = ThreadChannel(full_from_epoch_to_epoch(disk, 1, 5, events))
    record = trained(recipe, small_data, disk.folder / "run", channel)
    assert record.best_epoch == 5, "the best weights came while the disk was full"
    assert record.validation.loss == pytest.approx(whole.validation.loss, rel=1e-4)
    classifier = Classifier.load(disk.folder / "run" / "best-cnn-model.keras")
    assert classifier.score(small_data.validation).loss == pytest.approx(record.validation.loss)
    told = [event.written for event in events if isinstance(event, Checkpointed)]
    assert told == [False, True]
    assert caplog.text.count("without a checkpoint") == 1


def test_a_run_whose_result_finds_no_room_says_so_and_leaves_no_half_file(
    small_data: Dataset, disk: Disk, every_epoch: None
) -> None:
    channel = ThreadChannel(full_from_epoch_to_epoch(disk, 1, 99, []))
    with pytest.raises(OSError) as refused:
        trained(replace(QUICK, epochs=2), small_data, disk.folder / "run", channel)
    assert refused.value.errno in (errno.ENOSPC, errno.EFBIG)
    names = {file.name for file in (disk.folder / "run").iterdir()}
    assert not {name for name in names if "partial" in name or name.startswith("next-")}
    assert "run.json" not in names


def test_a_run_that_cannot_be_kept_does_not_leave_in_a_pause(
    small_data: Dataset, disk: Disk, every_epoch: None
) -> None:
    events: list[Event] = []

    def on_event(event: Event) -> None:
        events.append(event)
        if isinstance(event, EpochEnded) and event.result.epoch == 1:
            disk.fill()
            channel.pause()
            threading.Timer(1, channel.resume).start()
        if isinstance(event, Resumed):
            disk.free()

    channel = ThreadChannel(on_event, longest_pause=0.1)
    record = trained(replace(QUICK, epochs=2), small_data, disk.folder, channel)
    assert len(record.history) == 2
    kinds = [type(event) for event in events]
    assert kinds.count(Paused) == kinds.count(Resumed) == 1
