"""How a training run is connected to whoever started it: events come out, stop and pause go in."""

import threading
from collections.abc import Callable
from typing import Protocol

from cnn.runs.events import Event

OnEvent = Callable[[Event], None]

LONGEST_PAUSE = 60.0
"""Seconds that a paused run keeps its worker to itself."""


class Channel(Protocol):
    """Both ends of the connection. Each kind of executor brings its own implementation.

    A run in a thread shares one object with the queue; a run in another process or on
    another machine gets a pickled copy that talks to the original.
    """

    def send(self, event: Event, /) -> None:
        """Reports an event; called by the run."""

    def stop(self) -> None:
        """Asks the run to stop; takes effect within a few batches and ends a pause."""

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def pause_after_epochs(self, wanted: bool) -> None:
        """Whether the run pauses after each epoch."""

    @property
    def stopping(self) -> bool: ...

    @property
    def paused(self) -> bool: ...

    @property
    def pauses_after_epochs(self) -> bool: ...

    def wait_while_paused(self) -> bool:
        """Waits until the run is resumed or stopped, and returns ``True``.

        ``False``: the pause has lasted too long, and the run has to leave its worker to others.
        """


class ThreadChannel:
    """A channel to a run in another thread of the same process."""

    def __init__(
        self,
        on_event: OnEvent = lambda event: None,
        longest_pause: float = LONGEST_PAUSE,
    ) -> None:
        """``longest_pause`` in seconds."""
        self.send = on_event
        self._longest_pause = longest_pause
        self._stop = threading.Event()
        self._go = threading.Event()
        self._go.set()
        self._after_epochs = threading.Event()

    def stop(self) -> None:
        self._stop.set()
        self._go.set()

    def pause(self) -> None:
        if not self.stopping:
            self._go.clear()

    def resume(self) -> None:
        self._go.set()

    def pause_after_epochs(self, wanted: bool) -> None:
        if wanted:
            self._after_epochs.set()
        else:
            self._after_epochs.clear()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    @property
    def paused(self) -> bool:
        return not self._go.is_set()

    @property
    def pauses_after_epochs(self) -> bool:
        return self._after_epochs.is_set()

    def wait_while_paused(self) -> bool:
        return self._go.wait(self._longest_pause)
