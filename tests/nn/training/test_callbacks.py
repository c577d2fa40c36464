"""The callbacks in a real ``fit``."""

import threading
import time

import keras
import numpy as np

from cnn.nn.training.callbacks import SendEvents, StopAndPause
from cnn.runs.channel import ThreadChannel
from cnn.runs.events import BatchEnded, EpochEnded, Event, Paused, Resumed, Started

IMAGES = np.random.default_rng(1).random((40, 4), np.float32)
LABELS = np.arange(40) % 3
BATCHES = 4


def fit(channel: ThreadChannel, epochs: int = 2) -> SendEvents:
    """Four batches per epoch, each reported."""
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    pauses = StopAndPause(channel, lambda: events.suspended())
    events = SendEvents(channel, pauses, epochs, BATCHES)
    model.fit(
        IMAGES,
        LABELS,
        batch_size=10,
        epochs=epochs,
        validation_data=(IMAGES, LABELS),
        callbacks=[events, pauses],
        verbose=0,
    )
    return events


def test_progress_is_sent_as_events() -> None:
    events: list[Event] = []
    fit(ThreadChannel(events.append))
    assert events[0] == Started(epochs=2, batches=BATCHES)
    kinds = [type(event) for event in events[1:]]
    assert kinds == 2 * [*BATCHES * [BatchEnded], EpochEnded]


def test_the_history_has_the_results_that_keras_logs() -> None:
    events: list[Event] = []
    history = fit(ThreadChannel(events.append)).history
    assert [result.epoch for result in history.epochs] == [1, 2]
    assert history.epochs == tuple(
        event.result for event in events if isinstance(event, EpochEnded)
    )
    last_batch = [event for event in events if isinstance(event, BatchEnded)][-1]
    last = history.epochs[-1]
    assert (last.loss, last.accuracy) == (last_batch.loss, last_batch.accuracy)
    assert last.val_loss != last.loss


def test_an_epoch_is_the_best_if_no_earlier_one_had_a_lower_validation_loss() -> None:
    events: list[Event] = []
    history = fit(ThreadChannel(events.append), epochs=3).history
    ends = [event for event in events if isinstance(event, EpochEnded)]
    losses = [result.val_loss for result in history.epochs]
    assert [end.best for end in ends] == [
        loss == min(losses[: index + 1]) for index, loss in enumerate(losses)
    ]


def test_a_stop_ends_the_epoch_which_is_validated_like_a_whole_one() -> None:
    def stop_at_second_batch(event: Event) -> None:
        if isinstance(event, BatchEnded) and event.batch == 2:
            channel.stop()

    channel = ThreadChannel(stop_at_second_batch)
    history = fit(channel).history
    [epoch] = history.epochs
    assert epoch.val_loss > 0
    assert epoch.completed == 0.5


def test_a_stop_between_two_epochs_cuts_none_of_them_short() -> None:
    def stop_after_the_first_epoch(event: Event) -> None:
        events.append(event)
        if isinstance(event, EpochEnded):
            channel.stop()

    events: list[Event] = []
    channel = ThreadChannel(stop_after_the_first_epoch)
    [epoch] = fit(channel, epochs=3).history.epochs
    assert epoch.completed == 1
    assert isinstance(events[-1], EpochEnded)


def test_the_trace_ends_each_epoch_with_its_result() -> None:
    history = fit(ThreadChannel()).history
    ends = [point for point in history.trace if point.epoch in (1, 2)]
    assert [(round(epoch.loss, 4), round(epoch.accuracy, 4)) for epoch in history.epochs] == [
        (point.loss, point.accuracy) for point in ends
    ]


def test_it_pauses_after_each_epoch_but_the_last_if_wanted() -> None:
    events: list[Event] = []

    def resume(event: Event) -> None:
        events.append(event)
        if isinstance(event, Paused):
            channel.resume()

    channel = ThreadChannel(resume)
    channel.pause_after_epochs(True)
    fit(channel, epochs=3)
    kinds = [type(event) for event in events if not isinstance(event, BatchEnded)]
    assert kinds == [Started, EpochEnded, *2 * [Paused, Resumed, EpochEnded]]


def test_a_pause_is_reported_and_does_not_count_as_training_time() -> None:
    events: list[Event] = []

    def pause_at_first_batch(event: Event) -> None:
        events.append(event)
        if isinstance(event, BatchEnded) and (event.epoch, event.batch) == (1, 1):
            channel.pause()
        if isinstance(event, Paused):
            threading.Timer(1, channel.resume).start()

    channel = ThreadChannel(pause_at_first_batch)
    began = time.monotonic()
    history = fit(channel, epochs=1).history
    elapsed = time.monotonic() - began
    assert events[2:4] == [Paused(), Resumed()]
    assert history.epochs[0].seconds < elapsed - 0.9
