"""Which finished runs a server keeps, those of other servers in the same folder included.

The oldest go when there are too many or when they take too much room. A pinned run stays until its
owner no longer pins it, and one of a class until the class has ended; so does the newest of all,
whatever its size. That somebody looks at a run does not keep it: a link to it may be open anywhere.
"""

from collections.abc import Callable, Iterable

from cnn.errors import RunRefused
from cnn.runs.run import Run, State

KEPT_RUNS, KEPT_MEGABYTES = 40, 500
"""By default, with the pinned ones; those of classes come on top. A run takes up to 12 MB, of which
its timeline takes 8."""

PINS = 5
"""Pinned runs of one visitor."""

PINNED_PART = 0.5
"""Of all that is kept, at most: the rest is for runs that nobody pins."""

KEPT_WITHOUT_RESULT = 100
"""Failed and canceled runs, which take no room on the disk, and are known until others come."""

MEGABYTE = 1_000_000


class Retention:
    def __init__(
        self,
        is_in_class: Callable[[Run], bool],
        size: Callable[[Run], int],
        most_runs: int = KEPT_RUNS,
        most_megabytes: int = KEPT_MEGABYTES,
    ) -> None:
        """``size``: the bytes that a finished run takes on the disk."""
        self._is_in_class = is_in_class
        self._size = size
        self._most_runs = most_runs
        self._most_bytes = most_megabytes * MEGABYTE
        self._ended: dict[Run, int] = {}
        """With their sizes, in the order in which they ended."""

    def add(self, run: Run) -> None:
        """A run that is over."""
        self._ended[run] = self._size(run) if _has_result(run) else 0

    def forget(self, run: Run) -> None:
        """A run that another server has deleted."""
        self._ended.pop(run, None)

    def take_surplus(self) -> list[Run]:
        """The runs that are not kept any longer, which it forgets; the oldest first."""
        without = [run for run in self._ended if not _has_result(run)]
        surplus = without[:-KEPT_WITHOUT_RESULT]
        counted = [run for run in self._ended if _has_result(run) and not self._is_in_class(run)]
        number, size = len(counted), sum(self._ended[run] for run in counted)
        for run in counted[:-1]:
            if number <= self._most_runs and size <= self._most_bytes:
                break
            if not run.pinned:
                surplus.append(run)
                number, size = number - 1, size - self._ended[run]
        for run in surplus:
            del self._ended[run]
        return surplus

    def require_room_to_pin(self, run: Run, runs: Iterable[Run]) -> None:
        """``runs``: all of this server.

        Raises:
            RunRefused: its owner, or all visitors together, have pinned too many.
        """
        pinned = [each for each in runs if each.pinned and each is not run]
        if sum(each.owner == run.owner for each in pinned) >= PINS:
            raise RunRefused(f"You keep {PINS} runs already. Let go of one of them first.")
        size = sum(self._ended.get(each, 0) for each in [*pinned, run])
        if len(pinned) + 1 > PINNED_PART * self._most_runs or size > PINNED_PART * self._most_bytes:
            raise RunRefused(
                "This server has no room for another run to keep. Download the run instead."
            )


def _has_result(run: Run) -> bool:
    return run.view().state is State.DONE
