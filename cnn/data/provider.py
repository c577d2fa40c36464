"""The dataset that a process works with: Fashion-MNIST, or generated garments in its place."""

import threading
import time
from collections.abc import Callable

from cnn.concurrency import BackgroundTask, Progress
from cnn.data.dataset import Dataset
from cnn.errors import DatasetUnavailable


class DataProvider:
    """Loads Fashion-MNIST in the background and falls back on generated garments.

    It falls back if loading fails or a download does not start within a few seconds. Fashion-MNIST
    takes over as soon as it has arrived; until then nobody has to wait for it.
    """

    def __init__(
        self,
        load: Callable[[Progress], Dataset],
        generate: Callable[[], Dataset],
        patience: float = 5,
    ) -> None:
        """``patience``: seconds to wait for the first byte of a download before falling back. The
        download continues in the background."""
        self._load = load
        self._generate = generate
        self._patience = patience
        self._dataset: Dataset | None = None
        self._lock = threading.Lock()
        self._started_at = 0.0
        self.failed_attempts = 0
        self.fallback_reason = ""
        """A sentence that says why garments had to be generated."""
        self.loading = BackgroundTask(self._load_or_fall_back)

    @property
    def dataset(self) -> Dataset | None:
        """The current dataset; ``None`` until the first attempt has succeeded or failed."""
        return self._dataset

    def start(self) -> None:
        """Starts the first attempt. Does nothing after that; see ``retry``."""
        if self._dataset is None and self.loading.error is None:
            self.retry()

    def retry(self) -> None:
        """Starts another attempt, unless one is running or has succeeded."""
        if not self.loading.running:
            self._started_at = time.monotonic()
        self.loading.start()

    def get(self, wait: float | None = None) -> Dataset | None:
        """The current dataset, waiting for the first attempt for at most ``wait`` seconds.

        Raises:
            LabError: loading failed, and no garments could be generated.
        """
        self.start()
        if self._dataset is None:
            self.loading.wait(wait)
        if self._network_is_silent():
            self._fall_back(
                "Fashion-MNIST is not on this computer, and the network has not responded yet.",
                attempt_failed=False,
            )
        error = self.loading.error
        if self._dataset is None and error is not None:
            raise error
        return self._dataset

    def _network_is_silent(self) -> bool:
        done, total = self.loading.progress
        downloading = self.loading.running and total > 0
        return downloading and done == 0 and time.monotonic() - self._started_at > self._patience

    def _load_or_fall_back(self, report: Progress) -> Dataset:
        try:
            loaded = self._load(report)
        except DatasetUnavailable as error:
            self.failed_attempts += 1
            self._fall_back(str(error), attempt_failed=True)
            raise
        with self._lock:
            self._dataset = loaded
        return loaded

    def _fall_back(self, reason: str, attempt_failed: bool) -> None:
        with self._lock:
            # An attempt may have failed while this call waited for the lock. Its error says more.
            if attempt_failed or self._dataset is None:
                self.fallback_reason = reason
            if self._dataset is None:
                self._dataset = self._generate()
