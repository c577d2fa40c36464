from collections.abc import Callable
from dataclasses import replace

import pytest

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.errors import LabError
from cnn.runs.events import (
    BatchEnded,
    DataLoaded,
    EpochEnded,
    Evaluating,
    Event,
    Paused,
    Preparing,
    Started,
)
from cnn.runs.history import EndReason, EpochResult, History
from cnn.runs.recipe import ARTICLE, FAST
from cnn.runs.run import Run, State
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
END = EpochEnded(EpochResult(1, 0.5, 0.8, 0.4, 0.85, seconds=30), best=True)


def test_a_run_in_the_queue_says_how_many_are_ahead(held_queue: HeldQueue) -> None:
    runs = [held_queue.start(owner=owner) for owner in ("first", "second", "third")]
    assert [status(run, run.view()) for run in runs] == [
        "next in the queue",
        "in the queue: 1 run ahead",
        "in the queue: 2 runs ahead",
    ]


def test_a_run_in_the_queue_says_how_long_once_the_pace_is_known(held_queue: HeldQueue) -> None:
    first, _, third = (held_queue.start(FAST, owner) for owner in ("first", "second", "third"))
    begin(first)
    end_epoch(first, 1, val_loss=0.4, seconds=30)
    # Three epochs of the first and all four of the second.
    assert status(third, third.view()) == "in the queue: 2 runs ahead, up to 4 min"


def test_a_run_behind_a_paused_one_says_that_it_will_not_wait_long(held_queue: HeldQueue) -> None:
    first, second = (held_queue.start(FAST, owner) for owner in ("first", "second"))
    begin(first)
    end_epoch(first, 1, val_loss=0.5, seconds=30)
    first.on_event(Paused())
    assert status(second, second.view()) == (
        "in the queue: 1 run ahead; a paused one soon lets others go first"
    )


@pytest.mark.parametrize(
    ("events", "text"),
    [
        ([Preparing()], "warming up"),
        ([*BEGUN], "starting"),
        ([*BEGUN, FIRST_BATCH], "epoch 1 of up to 4"),
        ([*BEGUN, LAST_BATCH], "epoch 1 of up to 4, validating"),
        ([*BEGUN, FIRST_BATCH, Paused()], "paused in epoch 1"),
        ([*BEGUN, LAST_BATCH, END, Paused()], "paused after epoch 1"),
        ([*BEGUN, LAST_BATCH, Evaluating()], "evaluating the best weights"),
    ],
)
def test_a_run_says_what_it_is_doing(held_queue: HeldQueue, events: list[Event], text: str) -> None:
    run = held_queue.start(FAST)
    for event in events:
        run.on_event(event)
    assert status(run, run.view()) == text


def test_what_was_asked_for_is_said_before_it_happens(held_queue: HeldQueue) -> None:
    run = held_queue.start(FAST)
    begin(run)
    run.on_event(FIRST_BATCH)
    run.channel.pause()
    assert status(run, run.view()) == "epoch 1 of up to 4, pausing"
    run.channel.stop()
    assert status(run, run.view()) == "stopping"


def test_a_run_that_left_its_worker_says_so(held_queue: HeldQueue) -> None:
    run = held_queue.start(FAST)
    begin(run)
    run.on_event(FIRST_BATCH)
    held_queue.suspend(run)
    assert status(run, run.view()) == "paused in epoch 1"
    held_queue.start(FAST, "somebody else")
    assert status(run, run.view()) == "paused in epoch 1; other runs go first meanwhile"


@pytest.mark.parametrize(
    ("seconds", "left"),
    [(20, "50 s left"), (34, "85 s left"), (0.1, "5 s left"), (60, "2 min left")],
)
def test_the_time_left_follows_from_the_epochs_so_far(
    held_queue: HeldQueue, seconds: float, left: str
) -> None:
    run = held_queue.start(FAST)
    begin(run)
    end_epoch(run, 1, val_loss=0.4, seconds=seconds)
    train_batches(run, 2, BATCHES // 2)
    assert status(run, run.view()) == f"epoch 2 of up to 4, {left}"


def test_a_run_that_may_stop_early_says_how_soon(held_queue: HeldQueue) -> None:
    run = held_queue.start(ARTICLE)
    begin(run)
    end_epoch(run, 1, val_loss=0.4, seconds=10)
    end_epoch(run, 2, val_loss=0.5, seconds=10)
    train_batches(run, 3, BATCHES // 2)
    assert status(run, run.view()) == "epoch 3 of up to 20, 5 s to 3 min left"


HISTORY = RECORD.history
CUT_SHORT = replace(HISTORY.epochs[1], completed=0.2)


@pytest.mark.parametrize(
    ("epochs", "ended", "text"),
    [
        (HISTORY.epochs[:7], EndReason.EARLY_STOPPING, "stopped early after 7 epochs"),
        (HISTORY.epochs[:7], EndReason.ALL_EPOCHS, "finished all 7 epochs"),
        (HISTORY.epochs[:1], EndReason.ALL_EPOCHS, "finished its epoch"),
        (HISTORY.epochs[:3], EndReason.STOPPED, "stopped after 3 epochs"),
        (
            (HISTORY.epochs[0], CUT_SHORT),
            EndReason.STOPPED,
            "stopped at batch 300 of 1,500 of epoch 2",
        ),
        ((replace(CUT_SHORT, epoch=1),), EndReason.STOPPED, "stopped at batch 300 of 1,500"),
    ],
)
def test_a_finished_run_says_why_it_ended(
    held_queue: HeldQueue, epochs: tuple[EpochResult, ...], ended: EndReason, text: str
) -> None:
    run = held_queue.start()
    held_queue.finish(run, replace(RECORD, history=History(epochs, ended)))
    assert status(run, run.view()) == text


def test_a_run_that_failed_says_so(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    assert run.future is not None
    run.future.set_exception(LabError("What went wrong."))
    assert status(run, run.view()) == "failed"


def test_a_run_says_where_it_was_interrupted(held_queue: HeldQueue) -> None:
    run = held_queue.start(FAST)
    run.change(state=State.INTERRUPTED)
    assert status(run, run.view()) == "interrupted in its first epoch, when the server ended"
    begin(run)
    end_epoch(run, 1, val_loss=0.4)
    run.change(state=State.INTERRUPTED)
    assert status(run, run.view()) == "interrupted after epoch 1, when the server ended"
    train_batches(run, 2, 10)
    assert status(run, run.view()) == "interrupted in epoch 2, when the server ended"


def queued(held_queue: HeldQueue, run: Run) -> None:
    """It stays as it is."""


def failed(held_queue: HeldQueue, run: Run) -> None:
    assert run.future is not None
    run.future.set_exception(LabError("What went wrong."))


def suspended(held_queue: HeldQueue, run: Run) -> None:
    told(*BEGUN, FIRST_BATCH)(held_queue, run)
    held_queue.suspend(run)


def ended(reason: EndReason) -> Callable[[HeldQueue, Run], None]:
    record = replace(RECORD, history=replace(HISTORY, ended=reason))
    return lambda held_queue, run: held_queue.finish(run, record)


def told(*events: Event) -> Callable[[HeldQueue, Run], None]:
    def tell(held_queue: HeldQueue, run: Run) -> None:
        for event in events:
            run.on_event(event)

    return tell


EPOCHS = len(HISTORY)

EVERY_STATE: list[tuple[State, Callable[[HeldQueue, Run], None], str]] = [
    (State.QUEUED, queued, "next in the queue"),
    (State.PREPARING, told(Preparing()), "warming up"),
    (State.RUNNING, told(*BEGUN, FIRST_BATCH), "epoch 1 of up to 4"),
    (State.PAUSED, told(*BEGUN, FIRST_BATCH, Paused()), "paused in epoch 1"),
    (State.SUSPENDED, suspended, "paused in epoch 1"),
    (State.INTERRUPTED, lambda queue, run: run.change(state=State.INTERRUPTED), "interrupted in"),
    (State.TESTING, told(*BEGUN, Evaluating()), "evaluating the best weights"),
    (State.DONE, ended(EndReason.STOPPED), f"stopped after {EPOCHS} epochs"),
    (State.DONE, ended(EndReason.EARLY_STOPPING), f"stopped early after {EPOCHS} epochs"),
    (State.DONE, ended(EndReason.ALL_EPOCHS), f"finished all {EPOCHS} epochs"),
    (State.FAILED, failed, "failed"),
    (State.CANCELLED, lambda queue, run: queue.queue.stop(run, run.owner), "canceled before it"),
]


@pytest.mark.parametrize(("state", "bring_about", "text"), EVERY_STATE)
def test_there_are_words_for_every_state(
    held_queue: HeldQueue, state: State, bring_about: Callable[[HeldQueue, Run], None], text: str
) -> None:
    run = held_queue.start(FAST)
    bring_about(held_queue, run)
    assert run.view().state is state
    assert status(run, run.view()).startswith(text)
    assert (run.view().error is not None) == (state is State.FAILED), "why, in a sentence"


def test_no_state_is_left_out() -> None:
    assert {state for state, *_ in EVERY_STATE} == set(State)
