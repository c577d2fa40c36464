"""Work in other threads: a task with progress, and an executor that does one thing at a time."""

import logging
import queue
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Generic, ParamSpec, TypeVar

from cnn.errors import LabError

log = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""Called with what is done so far and what there is to do in all, in bytes or images."""


class BackgroundTask(Generic[Result]):
    """Runs ``work`` in a daemon thread, at most once at a time; any number of threads may watch.

    ``work`` is given a function to report its progress to. A task that has failed can be
    started again.
    """

    def __init__(self, work: Callable[[Progress], Result]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._progress_or_end = threading.Event()
        self.result: Result | None = None
        self.error: LabError | None = None
        self.progress: tuple[int, int] = (0, 0)

    def start(self) -> None:
        """Does nothing if the task is running or has finished."""
        with self._lock:
            if self.result is not None or (self._thread and self._thread.is_alive()):
                return
            self.error = None
            self.progress = (0, 0)
            self._progress_or_end.clear()
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    @property
    def running(self) -> bool:
        """False before the start and after the end."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self, seconds: float | None = None) -> None:
        """Returns when the task has ended, successfully or not, or after ``seconds``."""
        if self._thread:
            self._thread.join(seconds)

    def wait_for_progress(self, seconds: float) -> None:
        """Returns when there is progress or an end, or after ``seconds``."""
        self._progress_or_end.wait(seconds)

    def get(self) -> Result:
        """Starts the task if necessary, waits for it and returns its result.

        Raises:
            LabError: the work failed.
        """
        self.start()
        self.wait()
        if self.result is None:
            raise self.error or LabError("This is being tried again right now. Reload the page.")
        return self.result

    def _run(self) -> None:
        try:
            self.result = self._work(self._report)
        except LabError as error:
            self.error = error
        except Exception:
            # Nobody joins this thread: whoever watches it must learn that it has ended.
            log.exception("A background task failed")
            self.error = LabError(
                "Something unexpected went wrong. The server's log has the details. Try again."
            )
        finally:
            self._progress_or_end.set()

    def _report(self, done: int, total: int) -> None:
        self.progress = (done, total)
        self._progress_or_end.set()


def keep_calling(method: Callable[[], None], seconds: float, name: str) -> None:
    """Calls a method in a daemon thread, now and so many seconds after each return.

    It ends when nobody else has the method's object any more. What a call raises is logged.
    """
    weak = weakref.WeakMethod(method)

    def call() -> bool:
        alive = weak()
        if alive is not None:
            try:
                alive()
            except Exception:
                # Nobody joins this thread, which has to go on.
                log.exception("%s failed", name)
        return alive is not None

    def keep_on() -> None:
        while call():
            time.sleep(seconds)

    threading.Thread(target=keep_on, name=name, daemon=True).start()


class ThreadExecutor(Executor):
    """Runs each call in a daemon thread of its own, all at once.

    Like ``SingleThreadExecutor``, it does not keep the process alive.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def submit(
        self,
        fn: Callable[Arguments, Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Future[Result]:
        future: Future[Result] = Future()
        call = partial(_do, future, fn, *args, **kwargs)
        threading.Thread(target=call, name=self._name, daemon=True).start()
        return future


class SingleThreadExecutor(Executor):
    """Runs one call after another in one daemon thread.

    Unlike ``ThreadPoolExecutor``, it does not keep the process alive: Python waits for a
    pool's threads at exit, so a server told to stop during a training run would go on until
    the run is over.
    """

    def __init__(self, name: str) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def submit(
        self,
        fn: Callable[Arguments, Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Future[Result]:
        future: Future[Result] = Future()
        self._calls.put(partial(_do, future, fn, *args, **kwargs))
        return future

    def _work(self) -> None:
        while True:
            self._calls.get()()


def _do(
    future: Future[Result],
    fn: Callable[Arguments, Result],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> None:
    """Does a call for whoever waits for its future, which may have been canceled."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(fn(*args, **kwargs))
    except BaseException as error:  # like every executor: for whoever asks the future
        future.set_exception(error)
