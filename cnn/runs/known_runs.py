"""The runs that a process knows, those of other servers among them, and who is before whom."""

import threading

from cnn.runs.run import Run


class KnownRuns:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        # Reentrant: a future that is canceled calls back on the same thread.
        self._lock = threading.RLock()
        self._runs: dict[str, Run] = {}

    def add(self, run: Run) -> bool:
        """Whether it was not known."""
        with self._lock:
            return self._runs.setdefault(run.id, run) is run

    def forget(self, run: Run) -> None:
        with self._lock:
            self._runs.pop(run.id, None)

    def get(self, id: str) -> Run | None:
        with self._lock:
            return self._runs.get(id)

    def runs(self) -> list[Run]:
        """All of them, newest first."""
        with self._lock:
            return list(reversed(self._runs.values()))

    def runs_of(self, owner: str) -> list[Run]:
        """Newest first."""
        with self._lock:
            return [run for run in reversed(self._runs.values()) if run.owner == owner]

    def runs_in(self, classroom: str) -> list[Run]:
        """The runs of a class, newest first."""
        return [run for run in self.runs() if run.classroom == classroom]

    def published(self) -> list[Run]:
        """The runs that their owners show to everybody, newest first."""
        return [run for run in self.runs() if run.published]

    def training(self) -> list[Run]:
        """The runs that have a worker of this server, first come first."""
        return [run for run in self.runs_in_line() if run.view().state.has_worker]

    def runs_ahead(self, run: Run) -> list[Run]:
        """The runs that get a worker, or have one, before this one, in their order.

        Each server has a line of its own; of those of others nothing is known.
        """
        return [other for other in self.runs_in_line() if other.turn < run.turn]

    def runs_in_line(self) -> list[Run]:
        """The runs of this server that come before a new one, first come first."""
        with self._lock:
            runs = [run for run in self._runs.values() if not run.elsewhere]
        return sorted((run for run in runs if run.view().state.in_line), key=lambda run: run.turn)
