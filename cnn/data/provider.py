"""The garments of a process: Fashion-MNIST, or generated ones until it can be had."""

import threading
import time
from collections.abc import Callable

from cnn.concurrency import BackgroundTask, Progress
from cnn.data.dataset import Dataset
from cnn.errors import DatasetUnavailable


class DataProvider:
    """Loads Fashion-MNIST in the background when it is first asked for it.

    If that fails, or nothing has arrived after a few seconds, ``dataset`` becomes a generated
    one. It stays so until Fashion-MNIST is there: those who have begun with it are not held up.
    """

    def __init__(
        self,
        load: Callable[[Progress], Dataset],
        generate: Callable[[], Dataset],
        patience: float = 5,
    ) -> None:
        """``patience``: seconds to wait for the first byte before generated garments are used
        instead. The download goes on in the background."""
        self._load = load
        self._generate = generate
        self._patience = patience
        self._dataset: Dataset | None = None
        self._lock = threading.Lock()
        self._began = 0.0
        self.failed_attempts = 0
        self.why_generated = ""
        """A sentence that says why garments are generated; empty if they are not."""
        self.loading = BackgroundTask(self._load_or_generate)

    @property
    def dataset(self) -> Dataset | None:
        """The one to use now; ``None`` until the first attempt has ended."""
        return self._dataset

    def start(self) -> None:
        """Starts the first attempt; to start another one, see ``retry``."""
        if self._dataset is None and self.loading.error is None:
            self.retry()

    def retry(self) -> None:
        """Starts an attempt, unless one is running or Fashion-MNIST is there."""
        if not self.loading.running:
            self._began = time.monotonic()
        self.loading.start()

    def get(self, wait: float | None = None) -> Dataset | None:
        """The one to use now, waiting at most ``wait`` seconds for the first attempt.

        Raises:
            LabError: there is neither Fashion-MNIST nor a generated dataset.
        """
        self.start()
        if self._dataset is None:
            self.loading.wait(wait)
        silent = self.loading.running and self.loading.progress[0] == 0
        if silent and time.monotonic() - self._began > self._patience:
            self._use_generated(
                "Fashion-MNIST is not on this computer, and the network has not answered so far."
            )
        error = self.loading.error
        if self._dataset is None and error is not None:
            raise error
        return self._dataset

    def _load_or_generate(self, report: Progress) -> Dataset:
        try:
            loaded = self._load(report)
        except DatasetUnavailable as error:
            self.failed_attempts += 1
            self._use_generated(str(error))
            raise
        with self._lock:
            self._dataset = loaded
        return loaded

    def _use_generated(self, why: str) -> None:
        with self._lock:
            self.why_generated = why
            if self._dataset is None:
                self._dataset = self._generate()
