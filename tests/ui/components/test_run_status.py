from dataclasses import replace

import pytest

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.errors import LabError
from cnn.runs.events import (
    BatchEnded,
    DataLoaded,
    Evaluating,
    Event,
    Paused,
    Preparing,
    Started,
)
from cnn.runs.recipe import FAST
from cnn.ui.components.run_status import status
from tests.ui.held_queue import BATCHES, HeldQueue, begin, end_epoch, train_batches

RECORD = pretrained.ARTICLE_CNN.record

BEGUN: tuple[Event, ...] = (
    Preparing(),
    DataLoaded(DataSource.FASHION_MNIST),
    Started(FAST.epochs, BATCHES),
)
FIRST_BATCH = BatchEnded(1, 1, loss=0.5, accuracy=0.8)
LAST_BATCH = BatchEnded(1, BATCHES, loss=0.5, accuracy=0.8)


def test_a_run_in_the_queue_says_how_many_are_ahead(held_queue: HeldQueue) -> None:
    runs = [held_queue.start(owner=owner) for owner in ("first", "second", "third")]
    assert [status(run, run.view()) for run in runs] == [
        "next in the queue",
        "in the queue: 1 run ahead",
        "in the queue: 2 runs ahead",
    ]


@pytest.mark.parametrize(
    ("events", "text"),
    [
        ([Preparing()], "preparing"),
        ([*BEGUN], "starting"),
        ([*BEGUN, FIRST_BATCH], "epoch 1 of up to 4"),
        ([*BEGUN, LAST_BATCH], "epoch 1 of up to 4, validating"),
        ([*BEGUN, FIRST_BATCH, Paused()], "paused in epoch 1"),
        ([*BEGUN, LAST_BATCH, Evaluating()], "evaluating the best weights on the test set"),
    ],
)
def test_a_run_says_what_it_is_doing(held_queue: HeldQueue, events: list[Event], text: str) -> None:
    run = held_queue.start(FAST)
    for event in events:
        run.on_event(event)
    assert status(run, run.view()) == text


@pytest.mark.parametrize(
    ("seconds", "left"),
    [
        (20, "at most 50 s left"),
        (34, "at most 85 s left"),
        (0.1, "at most 5 s left"),
        (60, "at most 2 min left"),
    ],
)
def test_the_time_left_follows_from_the_epochs_so_far(
    held_queue: HeldQueue, seconds: float, left: str
) -> None:
    run = held_queue.start(FAST)
    begin(run)
    end_epoch(run, 1, val_loss=0.4, seconds=seconds)
    train_batches(run, 2, BATCHES // 2)
    assert status(run, run.view()) == f"epoch 2 of up to 4, {left}"


def test_a_finished_run_counts_its_epochs(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    held_queue.finish(run)
    assert status(run, run.view()) == f"finished after {len(RECORD.history)} epochs"


def test_a_run_of_one_epoch_is_in_the_singular(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    one = replace(RECORD.history, epochs=RECORD.history.epochs[:1])
    held_queue.finish(run, replace(RECORD, history=one))
    assert status(run, run.view()) == "finished after 1 epoch"


def test_a_run_that_failed_says_so(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    assert run.future is not None
    run.future.set_exception(LabError("What went wrong."))
    assert status(run, run.view()) == "failed"
