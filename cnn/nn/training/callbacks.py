"""What connects Keras's ``fit`` to the lab: its progress as events, stop and pause from outside."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from cnn.runs.channel import Channel
from cnn.runs.checkpoint import state_file
from cnn.runs.events import BatchEnded, Checkpointed, EpochEnded, Paused, Resumed, Started
from cnn.runs.files import put_in_place
from cnn.runs.history import EpochResult, History
from cnn.runs.job import Suspended
from cnn.runs.moment_file import Place

Logs = dict[str, Any] | None

BEGINNING = Suspended(History(), batch=0, seconds=0.0, state="")

SAVING_INTERVAL = 2.0
"""Seconds between two checkpoints, at least."""

log = logging.getLogger(__name__)


class Checkpoints:
    """Keeps how far a run has come. If the disk takes nothing, the run goes on without."""

    def __init__(self, channel: Channel, write: Callable[[], Suspended]) -> None:
        self._channel = channel
        self._write = write
        self._failed = False

    def save(self) -> Suspended | None:
        """``None``: it could not be written."""
        try:
            suspended = self._write()
        except OSError as error:
            if not self._failed:
                log.warning("A run goes on without a checkpoint: %s", error)
                self._channel.send(Checkpointed(written=False))
            self._failed = True
            return None
        if self._failed:
            self._channel.send(Checkpointed(written=True))
        self._failed = False
        return suspended


class StopAndPause(keras.callbacks.Callback):
    """Obeys the channel after each batch that ``fit`` reports, and between two epochs.

    A stop ends the epoch early; what has been learned by then is validated like an epoch. A pause
    that lasts too long ends ``fit``, as does a stop between two epochs: the run is as it was when
    it left. ``fit`` cannot be left at once; the other callbacks ignore what it still does.
    A run whose state cannot be kept does not leave, however long its pause.
    """

    def __init__(
        self, channel: Channel, save: Callable[[], Suspended | None], first_epoch: int = 0
    ) -> None:
        """``save`` keeps the state of ``fit``, so that it can go on later; ``None``: it cannot."""
        super().__init__()
        self._channel = channel
        self._save = save
        self._first_epoch = first_epoch
        self.paused_seconds = 0.0
        """In all pauses so far."""
        self.left = False
        """Whether what ``fit`` does now does not count."""
        self.suspended: Suspended | None = None

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        if epoch == self._first_epoch:
            return
        if self._channel.pauses_after_epochs:
            self._channel.pause()
        self._obey()
        self.left = self.left or self._channel.stopping

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        is_last = batch + 1 == self.params["steps"]
        if not (self.left or is_last):  # the last batch is followed by the validation
            self._obey()
        # Here, since ``fit`` resets it at its start.
        if self.left or self._channel.stopping:
            self.model.stop_training = True

    def _obey(self) -> None:
        if self._channel.paused:
            began = time.monotonic()
            self._channel.send(Paused())
            while not (goes_on := self._channel.wait_while_paused()):
                self.suspended = self._save()
                if self.suspended is not None:
                    break
            self.paused_seconds += time.monotonic() - began
            if goes_on:
                self._channel.send(Resumed())
            else:
                self.left = True


class SendEvents(keras.callbacks.Callback):
    """Sends the progress of ``fit`` to the channel, and keeps its history."""

    def __init__(
        self,
        channel: Channel,
        pauses: StopAndPause,
        epochs: int,
        batches: int,
        resumed: Suspended | None = None,
    ) -> None:
        """``epochs`` at most, each of ``batches``; ``resumed``: what has been done before."""
        super().__init__()
        self._resumed = resumed or BEGINNING
        self.history = self._resumed.history
        self._channel = channel
        self._pauses = pauses
        self._epochs, self._batches = epochs, batches
        self._epoch = len(self.history)
        self._batch = 0
        self._first_batch = 0
        self._began = 0.0

    def suspended(self) -> Suspended:
        """How far the run has come."""
        between_epochs = self._epoch == len(self.history)
        batch, seconds = (0, 0.0) if between_epochs else (self._batch, self.seconds())
        return Suspended(self.history, batch, seconds, state_file(self.history, batch))

    def place(self) -> Place:
        """How far the run has come, on its curve."""
        if self._batch == self._batches:
            return Place(self._epoch, 0, self._batches)
        return Place(max(self._epoch, 1) - 1, self._batch, self._batches)

    def seconds(self) -> float:
        """Spent in the current epoch, without pauses."""
        return round(time.monotonic() - self._began - self._pauses.paused_seconds, 2)

    def on_train_begin(self, logs: Logs = None) -> None:
        if self._epoch == len(self._resumed.history):
            self._channel.send(Started(self._epochs, self._batches))

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        continued = epoch == len(self._resumed.history)
        self._first_batch = self._batch = self._resumed.batch if continued else 0
        earlier = self._resumed.seconds if continued else 0.0
        self._epoch = epoch + 1
        self._began = time.monotonic() - self._pauses.paused_seconds - earlier

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        if self._pauses.left:
            return
        logs = logs or {}
        self._batch = self._first_batch + batch + 1
        loss, accuracy = float(logs["loss"]), float(logs["accuracy"])
        end = self._epoch - 1 + self._batch / self._batches
        self.history = self.history.with_batch(end, loss, accuracy)
        self._channel.send(BatchEnded(self._epoch, self._batch, loss, accuracy))

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if self._pauses.left:
            return
        logs = logs or {}
        result = EpochResult(
            epoch=epoch + 1,
            loss=float(logs["loss"]),
            accuracy=float(logs["accuracy"]),
            val_loss=float(logs["val_loss"]),
            val_accuracy=float(logs["val_accuracy"]),
            seconds=self.seconds(),
            completed=round(self._batch / self._batches, 6),
        )
        self.history = self.history.with_epoch(result)
        self._channel.send(EpochEnded(result, best=self.history.best is result))


class BestWeights(keras.callbacks.ModelCheckpoint):
    """The article's: writes the network after each epoch with a lower validation loss.

    A process that is killed meanwhile leaves the ones before in place. As long as the disk takes
    none, the weights are kept in memory.
    """

    def __init__(self, path: Path, events: SendEvents, pauses: StopAndPause) -> None:
        # The weights of the parent of a branch may be gone: the best is one of its own epochs.
        has_own = len(events.history) > events.history.inherited
        best = events.history.best if has_own else None
        self._path, self._written = path, _next_to(path)
        super().__init__(
            self._written,
            save_best_only=True,
            initial_value_threshold=best.val_loss if best else None,
        )
        self._pauses = pauses
        self._unwritten: list[np.ndarray] | None = None

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if self._pauses.left:
            return
        try:
            super().on_epoch_end(epoch, logs)
            if self._written.exists():
                put_in_place(self._written, self._path)
                self._unwritten = None
        except OSError:
            self._written.unlink(missing_ok=True)
            self._unwritten = self.model.get_weights()

    def write(self) -> None:
        """Writes what could not be written when it was new.

        Raises:
            OSError: it still cannot be written.
        """
        if self._unwritten is None:
            return
        newest = self.model.get_weights()
        self.model.set_weights(self._unwritten)
        try:
            save_model(self.model, self._path)
        finally:
            self.model.set_weights(newest)
        self._unwritten = None

    def restore(self, network: keras.Model) -> None:
        if self._unwritten is None:
            network.load_weights(self._path)
        else:
            network.set_weights(self._unwritten)


def save_model(model: keras.Model, path: Path) -> None:
    """Writes a ``.keras`` file, whole or not at all.

    Raises:
        OSError: it cannot be written; the file before is still there.
    """
    written = _next_to(path)
    try:
        model.save(written)
        put_in_place(written, path)
    except OSError:
        written.unlink(missing_ok=True)
        raise


def _next_to(path: Path) -> Path:
    """Where a file is written before it takes the place of the one at ``path``."""
    return path.with_name(f"next-{path.name}")


class SaveCheckpoints(keras.callbacks.Callback):
    """After each epoch, saves what it takes to go on if the process is killed in the next one."""

    def __init__(self, save: Callable[[], Suspended | None], pauses: StopAndPause) -> None:
        super().__init__()
        self._save = save
        self._pauses = pauses
        self._saved = -SAVING_INTERVAL

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        # Epochs on few garments take less time than saving does.
        if self._pauses.left or time.monotonic() - self._saved < SAVING_INTERVAL:
            return
        self._saved = time.monotonic()
        self._save()


class EarlyStopping(keras.callbacks.EarlyStopping):
    """The article's, which also knows the epochs before ``fit`` began."""

    def __init__(self, patience: int, events: SendEvents, pauses: StopAndPause) -> None:
        super().__init__(patience=patience, restore_best_weights=True)
        self._events = events
        self._pauses = pauses

    def on_train_begin(self, logs: Logs = None) -> None:
        super().on_train_begin(logs)
        history = self._events.history
        if history.lowest:
            self.best = history.lowest.val_loss
            self.wait = history.epochs_without_improvement

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if not self._pauses.left:
            super().on_epoch_end(epoch, logs)
