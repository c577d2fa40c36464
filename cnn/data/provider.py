"""The garments of a process: Fashion-MNIST, or generated ones until it is to be had."""

import threading
import time
from collections.abc import Callable

from cnn.concurrency import BackgroundTask, Progress
from cnn.data.dataset import Dataset
from cnn.errors import DatasetUnavailable

PATIENCE = 5
"""Seconds without a byte after which garments are generated; the fetching goes on behind them."""


class Supply:
    """Fetches in the background, first when it is asked to and again when it is asked to.

    Where fetching fails or does not get going, ``dataset`` becomes a generated one, and stays it
    until there is Fashion-MNIST: who has begun with it is not held up.
    """

    def __init__(
        self, load: Callable[[Progress], Dataset], generate: Callable[[], Dataset]
    ) -> None:
        self._load = load
        self._generate = generate
        self._dataset: Dataset | None = None
        self._lock = threading.Lock()
        self._began = 0.0
        self.tries = 0
        """How often Fashion-MNIST has been looked for in vain."""
        self.why_generated = ""
        """Why there is a stand-in, in a sentence; empty before there is one."""
        self.fetching = BackgroundTask(self._fetch)

    @property
    def dataset(self) -> Dataset | None:
        """The one to use now; ``None`` while the first try is under way, or before it."""
        return self._dataset

    def start(self) -> None:
        """Has Fashion-MNIST fetched, unless it has been tried already: then see ``retry``."""
        if self._dataset is None and self.fetching.error is None:
            self.retry()

    def retry(self) -> None:
        """Has it fetched again; does nothing where that is under way or done."""
        if not self.fetching.running:
            self._began = time.monotonic()
        self.fetching.start()

    def get(self, wait: float | None = None) -> Dataset | None:
        """The one to use now, waiting at most so many seconds for the first try.

        Raises:
            LabError: neither could be had.
        """
        self.start()
        if self._dataset is None:
            self.fetching.wait(wait)
        silent = self.fetching.running and self.fetching.progress[0] == 0
        if silent and time.monotonic() - self._began > PATIENCE:
            self._stand_in("Fashion-MNIST is not here, and the network has not answered so far.")
        error = self.fetching.error
        if self._dataset is None and error is not None:
            raise error
        return self._dataset

    def _fetch(self, report: Progress) -> Dataset:
        try:
            fetched = self._load(report)
        except DatasetUnavailable as error:
            self.tries += 1
            self._stand_in(str(error))
            raise
        with self._lock:
            self._dataset = fetched
        return fetched

    def _stand_in(self, why: str) -> None:
        with self._lock:
            self.why_generated = why
            if self._dataset is None:
                self._dataset = self._generate()
