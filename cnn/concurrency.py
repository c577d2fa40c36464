"""One long piece of work in a thread of its own, which any number of onlookers may follow."""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from cnn.errors import LabError

log = logging.getLogger(__name__)

Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""Told what is done so far and what there is to do in all: bytes, images."""


class Background(Generic[Result]):
    """Runs ``work`` at most once at a time; after a failure it can be started again.

    ``work`` is handed a function to report its progress to, as (done, total).
    """

    def __init__(self, work: Callable[[Progress], Result]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._news = threading.Event()
        self.result: Result | None = None
        self.error: LabError | None = None
        self.progress: tuple[int, int] = (0, 0)

    def start(self) -> None:
        """Does nothing where the work is under way or done."""
        with self._lock:
            if self.result is not None or (self._thread and self._thread.is_alive()):
                return
            self.error = None
            self.progress = (0, 0)
            self._news.clear()
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    @property
    def under_way(self) -> bool:
        """Whether somebody is at it: neither before the start nor after the end."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self, seconds: float | None = None) -> None:
        """Returns once the work has ended, well or badly, or the time is up."""
        if self._thread:
            self._thread.join(seconds)

    def wait_for_news(self, seconds: float) -> None:
        """Returns once there is progress or an end, or the time is up."""
        self._news.wait(seconds)

    def get(self) -> Result:
        """Starts if need be, waits, and returns the result.

        Raises:
            LabError: the work failed.
        """
        self.start()
        self.wait()
        if self.result is None:
            raise self.error or LabError("This is being tried again just now. Reload the page.")
        return self.result

    def _run(self) -> None:
        try:
            self.result = self._work(self._report)
        except LabError as error:
            self.error = error
        except Exception:
            # Nobody joins this thread: whoever looks on must learn that it has ended.
            log.exception("Background work failed")
            self.error = LabError(
                "This failed for a reason that the lab does not know; the server's log has the "
                "details. Try again."
            )
        finally:
            self._news.set()

    def _report(self, done: int, total: int) -> None:
        self.progress = (done, total)
        self._news.set()
