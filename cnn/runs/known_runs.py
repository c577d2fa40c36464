"""The runs that a process knows, and who is before whom."""

import threading

from cnn.runs.run import Run


class KnownRuns:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        # Reentrant: a future that is canceled calls back on the same thread.
        self._lock = threading.RLock()
        self._runs: dict[str, Run] = {}

    def get(self, id: str) -> Run | None:
        with self._lock:
            return self._runs.get(id)

    def runs(self) -> list[Run]:
        """All of this server, newest first."""
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
        """The runs that their owners show to everybody on this server, newest first."""
        return [run for run in self.runs() if run.published]

    def running(self) -> Run | None:
        """The run that has the worker."""
        with self._lock:
            return next((run for run in self._runs.values() if run.view().state.has_worker), None)

    def runs_ahead(self, run: Run) -> list[Run]:
        """The runs that get the worker, or have it, before this one."""
        with self._lock:
            runs = [other for other in self._runs.values() if other.turn < run.turn]
        return [other for other in runs if other.view().state.in_line]

    def runs_in_line(self) -> list[Run]:
        """The runs that a new one would have to wait for."""
        with self._lock:
            return [run for run in self._runs.values() if run.view().state.in_line]
