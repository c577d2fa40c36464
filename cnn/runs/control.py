"""How a training run is steered from another thread."""

import threading

LONGEST_PAUSE = 600
"""Seconds. Then a run goes on: others may be waiting for their turn."""


class Control:
    """Stops or pauses a run from another thread; takes effect within a few batches."""

    def __init__(self) -> None:
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
        """Returns when resumed or stopped, and by itself when the pause has lasted too long."""
        if not self._go.wait(LONGEST_PAUSE):
            self.resume()
