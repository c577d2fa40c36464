"""Training on a Dask cluster: which workers there are, and what happens while there are none."""

import logging
import threading
import time
from collections.abc import Callable

from distributed import Client

from cnn.cluster.remote_run import RemoteRun
from cnn.data.dataset import Dataset, DataSource
from cnn.runs.channel import LONGEST_PAUSE, Channel
from cnn.runs.job import TrainingJob
from cnn.runs.line import Outcome, Train

LOOK_INTERVAL = 1.0
"""Seconds between two looks at the cluster."""

PATIENCE = 15.0
"""Seconds without a worker after which runs are trained on this machine: a scheduler that is
restarted, and its workers, are back by then."""

FIRST_PATIENCE = 5.0
"""The same at the start, when nobody knows whether there is a cluster."""

log = logging.getLogger(__name__)

LoadData = Callable[[DataSource | None], Dataset | None]
"""Called again and again until it returns a dataset, so that a waiting run can be stopped."""


class Cluster:
    """Trains runs, any number at once, on as many workers; without one, on this machine."""

    def __init__(
        self,
        connect: Callable[[], Client],
        train_here: Train,
        load_data: LoadData,
        longest_pause: float = LONGEST_PAUSE,
        patience: float = PATIENCE,
    ) -> None:
        """``connect`` connects to the scheduler, or raises an ``OSError``; ``longest_pause`` and
        ``patience`` in seconds."""
        self._connect = connect
        self._train_here = train_here
        self._load_data = load_data
        self._longest_pause = longest_pause
        self._patience = patience
        self._client: Client | None = None
        self._addresses: frozenset[str] = frozenset()
        self._busy_for_others: frozenset[str] = frozenset()
        self._runs: set[RemoteRun] = set()
        self._last_seen = time.monotonic() - patience + min(patience, FIRST_PATIENCE)
        self._reported_away: bool | None = None
        self._here = threading.Lock()

    def watch(self, on_change: Callable[[], None]) -> None:
        """From now on, looks for workers in the background.

        ``on_change`` is called when it finds another number of them than before.
        """

        def keep_looking() -> None:
            before = self.workers()
            while True:
                self._look()
                if (now := self.workers()) != before:
                    on_change()
                before = now
                time.sleep(LOOK_INTERVAL)

        threading.Thread(target=keep_looking, name="cluster", daemon=True).start()

    @property
    def is_away(self) -> bool:
        """Whether runs are trained on this machine, since there has been no worker for a while."""
        return not self._addresses and time.monotonic() - self._last_seen >= self._patience

    @property
    def is_missing(self) -> bool:
        """Whether there is no worker, while runs still wait for one."""
        return not self._addresses and not self.is_away

    def workers(self) -> int:
        """How many runs of this server can train at once: one here if the cluster is away, and as
        many there as it has workers that train for no other server."""
        return 1 if self.is_away else len(self._addresses - self._busy_for_others)

    def train(self, job: TrainingJob, channel: Channel) -> Outcome:
        """Blocks until the run is over, leaves its worker, or loses it."""
        client = self._client
        if client is None or not self._addresses:
            with self._here:
                return self._train_here(job, channel)
        data = None
        while data is None and (job.has_begun or not channel.stopping):
            data = self._load_data(job.source)
        if data is None:
            return None
        run = RemoteRun(client, job, channel, data, self._longest_pause, self._has)
        self._runs.add(run)
        try:
            return run.train()
        finally:
            self._runs.discard(run)

    def _has(self, address: str) -> bool:
        return address in self._addresses

    def _look(self) -> None:
        why = "no worker has joined it"
        try:
            processing = self._processing()
        except Exception as error:  # whatever Dask says, somebody has to look again
            processing, why = {}, str(error)
        own = {run.worker for run in tuple(self._runs)}
        busy = {address for address, tasks in processing.items() if tasks}
        self._busy_for_others = frozenset(busy - own)
        self._addresses = frozenset(processing)
        if self._addresses:
            self._last_seen = time.monotonic()
        self._report(why)

    def _report(self, why: str) -> None:
        if self._addresses and self._reported_away is not False:
            log.info("Runs are trained on the cluster, which has %d workers", len(self._addresses))
            self._reported_away = False
        if self.is_away and self._reported_away is not True:
            log.warning("Runs are trained on this machine, without the cluster: %s", why)
            self._reported_away = True

    def _processing(self) -> dict[str, tuple[str, ...]]:
        """What each worker does, by their addresses.

        Raises:
            OSError: the scheduler cannot be reached.
        """
        if self._client is not None and self._client.status == "closed":
            self._client.close()  # its thread, too
            self._client = None
        if self._client is None:
            self._client = self._connect()
        if self._client.status != "running":
            raise ConnectionError("the connection to the scheduler has been lost")
        processing: dict[str, tuple[str, ...]] = self._client.processing()
        return processing
