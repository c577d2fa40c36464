"""What connects Keras's ``fit`` to the lab: its progress as events, stop and pause from outside."""

import time
from typing import Any

import keras

from cnn.runs.channel import Channel
from cnn.runs.events import BatchEnded, EpochEnded, Paused, Resumed, Started
from cnn.runs.history import EpochResult, History


class StopAndPause(keras.callbacks.Callback):
    """Obeys the channel after each batch that ``fit`` reports.

    A stop ends the epoch early; what has been learned by then is validated like an epoch.
    """

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = channel
        self.paused_seconds = 0.0
        """In all pauses so far."""

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if self._channel.paused:
            began = time.monotonic()
            self._channel.send(Paused())
            self._channel.wait_while_paused()
            self._channel.send(Resumed())
            self.paused_seconds += time.monotonic() - began
        # Here, since ``fit`` resets it at its start.
        if self._channel.stopping:
            self.model.stop_training = True


class SendEvents(keras.callbacks.Callback):
    """Sends the progress of ``fit`` to the channel, and keeps its history."""

    def __init__(self, channel: Channel, pauses: StopAndPause) -> None:
        super().__init__()
        self.history = History()
        self._channel = channel
        self._pauses = pauses
        self._epoch = 0
        self._began = 0.0

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._channel.send(Started(self.params["epochs"], self.params["steps"]))

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._epoch = epoch + 1
        self._began = time.monotonic() - self._pauses.paused_seconds

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        logs = logs or {}
        self._channel.send(
            BatchEnded(self._epoch, batch + 1, float(logs["loss"]), float(logs["accuracy"]))
        )

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        logs = logs or {}
        result = EpochResult(
            epoch=epoch + 1,
            loss=float(logs["loss"]),
            accuracy=float(logs["accuracy"]),
            val_loss=float(logs["val_loss"]),
            val_accuracy=float(logs["val_accuracy"]),
            seconds=round(time.monotonic() - self._began - self._pauses.paused_seconds, 2),
        )
        self.history = self.history.with_epoch(result)
        self._channel.send(EpochEnded(result, best=self.history.best is result))
