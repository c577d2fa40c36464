"""The moments of a run that can be looked at again, and branched from.

They lie in a folder of their own within the run's, while it trains and afterwards. Each file is
named after its place on the curve: ``2-450-1500.npz`` is 450 of 1,500 batches after 2 epochs.
"""

import logging
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cnn.runs.files import write_whole
from cnn.runs.history import in_digits
from cnn.runs.moment_file import Place, read_place

TIMELINE_FOLDER = "timeline"
NEWEST_FILE = "newest.npz"

MOST_BYTES = 8 * 10**6
"""That the moments of one run take on the disk."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Moment:
    epochs: float
    """How far along the curve, with the fraction of the epoch: 0.033 is 50 of 1,500 batches."""
    file: str
    """Its path within the run's folder."""


def moments(folder: Path) -> tuple[Moment, ...]:
    """Those in the folder of a run, oldest first; none if it cannot be read."""
    places = _places(folder / TIMELINE_FOLDER)
    return tuple(Moment(place.epochs, moment_file(place)) for place in places)


def moment_file(place: Place) -> str:
    """Its path within the run's folder."""
    return f"{TIMELINE_FOLDER}/{_name(place)}"


def newest(folder: Path) -> Moment | None:
    """The newest weights of a run that trains, a few seconds old at most.

    Its file is replaced again and again; it has no optimizer, so nothing branches from it.
    """
    file = f"{TIMELINE_FOLDER}/{NEWEST_FILE}"
    try:
        return Moment(read_place(folder / file)[0].epochs, file)
    except (OSError, ValueError, KeyError):
        return None


def moment_name(epochs: float, batches: int) -> str:
    """A moment of a training, such as "epoch 2", and "50 batches" within the first epoch.

    ``batches`` are those of an epoch; 0: they are not known.
    """
    if epochs < 1 and batches:
        done = round(epochs * batches)
        return f"{done:,} batch" if done == 1 else f"{done:,} batches"
    rounded = in_digits(epochs)
    if epochs % 1 and "." not in rounded:  # just before the end of an epoch is not its end
        rounded = f"{math.floor(100 * epochs) / 100:g}"
    return f"epoch {rounded}"


def is_moment(file: str | Path) -> bool:
    """Whether a path is that of a moment, and not that of a checkpoint's state."""
    return Path(file).parent.name == TIMELINE_FOLDER


class Timeline:
    """The moments of a run while it records them."""

    def __init__(self, folder: Path, began: float = 0.0, most_bytes: int = MOST_BYTES) -> None:
        """``folder``: the run's; ``began``: the epochs that it had behind it when it began."""
        self._folder = folder / TIMELINE_FOLDER
        self._began = began
        self._most_bytes = most_bytes

    def go_on_from(self, epochs: float) -> None:
        """Deletes what was recorded after that, and what a killed process left half written."""
        for file in self._folder.glob("*"):
            place = _place(file.name)
            if place is None or place.epochs > epochs + 1e-9:
                _delete(file)

    def write(self, place: Place, content: bytes) -> None:
        """Adds a moment; others make room for it, so that the whole stays within its bound.

        Raises:
            OSError: it cannot be written.
        """
        if len(content) > self._most_bytes:
            return
        self._folder.mkdir(exist_ok=True)
        self._make_room(place, len(content))
        write_whole(self._folder / _name(place), content)

    def write_newest(self, content: bytes) -> None:
        """
        Raises:
            OSError: it cannot be written.
        """
        self._folder.mkdir(exist_ok=True)
        write_whole(self._folder / NEWEST_FILE, content, durable=False)

    def end(self) -> None:
        """The run is over: from now on, its last moment is the newest."""
        _delete(self._folder / NEWEST_FILE)

    def _make_room(self, coming: Place, size: int) -> None:
        kept = [place for place in _places(self._folder) if place != coming]
        sizes = {place: (self._folder / _name(place)).stat().st_size for place in kept}
        while kept and sum(sizes[place] for place in kept) + size > self._most_bytes:
            times = [place.epochs - self._began for place in (*kept, coming)]
            dropped = kept.pop(most_crowded(times))
            (self._folder / _name(dropped)).unlink(missing_ok=True)


def most_crowded(times: Sequence[float]) -> int:
    """Which of several moments is missed least: the one with the smallest ratio of the times
    after and before it. So early moments, when a network changes fast, lie closer than late ones.

    ``times``: two or more, from 0 on, in order. Never the last; the first if there are only two.
    """

    def ratio(place: int) -> float:
        before, after = times[place - 1], times[place + 1]
        return math.log(after / before) if before else math.inf

    return min(range(1, len(times) - 1), key=ratio, default=0)


def _places(folder: Path) -> list[Place]:
    try:
        places = [_place(file.name) for file in folder.iterdir()]
    except OSError:
        return []
    return sorted((place for place in places if place), key=lambda place: place.epochs)


def _delete(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s cannot be deleted: %s", file, error)


def _name(place: Place) -> str:
    return f"{place.done}-{place.batch}-{place.batches}.npz"


def _place(name: str) -> Place | None:
    numbers = re.fullmatch(r"(\d+)-(\d+)-(\d+)\.npz", name)
    return Place(*map(int, numbers.groups())) if numbers else None
