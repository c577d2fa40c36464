"""How a training run is connected to whoever started it: events come out, stop and pause go in."""

import threading
from collections.abc import Callable
from typing import Protocol

from cnn.runs.events import Event

OnEvent = Callable[[Event], None]


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

    @property
    def stopping(self) -> bool: ...

    @property
    def paused(self) -> bool: ...

    def wait_while_paused(self) -> None:
        """Returns when the run is resumed or stopped, or when the pause has lasted too long."""


class ThreadChannel:
    """A channel to a run in another thread of the same process."""

    def __init__(self, on_event: OnEvent = lambda event: None, longest_pause: float = 600) -> None:
        """``longest_pause`` in seconds: then the run goes on, since others may be waiting."""
        self.send = on_event
        self._longest_pause = longest_pause
        self._stop = threading.Event()
        self._go = threading.Event()
        self._go.set()

    def stop(self) -> None:
        self._stop.set()
        self._go.set()

    def pause(self) -> None:
        self._go.clear()

    def resume(self) -> None:
        self._go.set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    @property
    def paused(self) -> bool:
        return not self._go.is_set()

    def wait_while_paused(self) -> None:
        if not self._go.wait(self._longest_pause):
            self.resume()
