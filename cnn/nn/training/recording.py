"""Records the timeline of a run while Keras fits its network."""

import logging
import time
from collections.abc import Callable

import keras

from cnn.nn.training.callbacks import Logs, SendEvents, StopAndPause
from cnn.nn.training.fit import Fit
from cnn.runs.timeline import Timeline

MARKS = (50, 150, 400, 1_000)
"""After so many batches of a run there is a moment, besides those at the ends of epochs: at first
a network changes fastest."""

NEWEST_INTERVAL = 2.0
"""Seconds between two files with the newest weights, at least."""

log = logging.getLogger(__name__)


class Recording(keras.callbacks.Callback):
    """Writes moments until the disk fails: the training goes on without."""

    def __init__(
        self,
        fit: Fit,
        timeline: Timeline,
        events: SendEvents,
        pauses: StopAndPause,
        trained: int,
    ) -> None:
        """``events`` hears of each batch before; ``trained``: batches of this run so far."""
        super().__init__()
        self._fit = fit
        self._timeline = timeline
        self._events = events
        self._pauses = pauses
        self._trained = trained
        self._reported = 0
        self._newest = -NEWEST_INTERVAL
        self._fails = False

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        self._reported = 0

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        if self._pauses.left:
            return
        # Keras reports after several batches at once.
        before = self._trained
        self._trained += batch + 1 - self._reported
        self._reported = batch + 1
        is_last = self._reported == self.params["steps"]
        if not is_last and any(before < mark <= self._trained for mark in MARKS):
            self._record(self._write_moment)
        if time.monotonic() - self._newest >= NEWEST_INTERVAL:
            self._newest = time.monotonic()
            self._record(self._write_newest)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        if not self._pauses.left:
            self._record(self._write_moment)

    def _write_moment(self) -> None:
        place = self._events.place()
        self._timeline.write(place, self._fit.moment(place, self._events.seconds()))

    def _write_newest(self) -> None:
        place = self._events.place()
        self._timeline.write_newest(self._fit.weights(place, self._events.seconds()))

    def _record(self, write: Callable[[], None]) -> None:
        if self._fails:
            return
        try:
            write()
        except OSError as error:
            self._fails = True
            log.warning("A run goes on without a timeline: %s", error)
