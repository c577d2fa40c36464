"""A file with the state of a network and its optimizer at one moment, as small as may be.

About 3 bytes a parameter where a checkpoint has 12: enough to look at the network, and to train on
from there along nearly the same curve.
"""

import contextlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from cnn.runs.coarse import Coarse

SMALL = 1_024
"""Arrays of the optimizer with fewer values are kept as they are."""

LARGEST = float(np.finfo(np.float16).max)


class Kind(StrEnum):
    """What a variable is; also the beginning of its name in the file."""

    WEIGHT = "weight"
    """Kept in float16. Moving variances beyond 65,504 are cut off there: such a channel is all but
    silenced in any case."""
    OPTIMIZER = "optimizer"
    """Kept in 4 bits a value, see ``cnn.runs.coarse``."""
    EXACT = "exact"
    """Kept as it is: random states and metrics."""


Variable = tuple[Kind, np.ndarray]


@dataclass(frozen=True)
class Place:
    """A place on the curve of a run."""

    done: int
    """Whole epochs."""
    batch: int
    """Batches of the next epoch."""
    batches: int
    """In an epoch."""

    @property
    def epochs(self) -> float:
        """With the fraction of the next one."""
        return self.done + self.batch / self.batches


def moment_content(variables: Iterable[Variable], place: Place, seconds: float) -> bytes:
    """``variables`` in an order that whoever restores them knows; ``seconds`` spent in the epoch
    that the moment lies in."""
    arrays: dict[str, Any] = {"place": [place.done, place.batch, place.batches]}
    arrays["seconds"] = seconds
    for number, (kind, values) in enumerate(variables):
        if kind is Kind.WEIGHT:
            arrays[f"{kind}-{number}"] = values.clip(-LARGEST, LARGEST).astype(np.float16)
        elif kind is Kind.OPTIMIZER and values.dtype == np.float32 and values.size >= SMALL:
            coarse = Coarse.of(values)
            arrays[f"{kind}-{number}"] = coarse.codes
            arrays[f"shape-{number}"] = coarse.shape
            arrays[f"scale-{number}"] = [coarse.highest, coarse.signed]
        else:
            arrays[f"{Kind.EXACT}-{number}"] = values
    content = io.BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


def read_weights(file: Path) -> list[np.ndarray]:
    """Float16, in the order of Keras's ``get_weights()``.

    Raises:
        OSError, ValueError, KeyError: there is no such file, or it cannot be read.
    """
    with _opened(file) as arrays:
        return [arrays[name] for name in arrays.files if name.startswith(Kind.WEIGHT)]


def read_variables(file: Path) -> list[np.ndarray]:
    """All variables, in the order in which they were written; float32, or what they were.

    Raises:
        OSError, ValueError, KeyError: there is no such file, or it cannot be read.
    """
    with _opened(file) as arrays:
        return [_variable(arrays, name) for name in arrays.files if _is_variable(name)]


def read_place(file: Path) -> tuple[Place, float]:
    """Where the moment lies, and the seconds spent in that epoch.

    Raises:
        OSError, ValueError, KeyError: there is no such file, or it cannot be read.
    """
    with _opened(file) as arrays:
        return Place(*map(int, arrays["place"])), float(arrays["seconds"])


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[Any]:
    try:
        # Given a path, NumPy would leave a damaged file open.
        with file.open("rb") as stream, np.load(stream) as arrays:
            yield arrays
    except (zipfile.BadZipFile, EOFError) as error:
        raise ValueError(f"{file} is damaged") from error


def _is_variable(name: str) -> bool:
    return any(name.startswith(f"{kind}-") for kind in Kind)


def _variable(arrays: Any, name: str) -> np.ndarray:
    kind, number = name.split("-")
    values: np.ndarray = arrays[name]
    if kind == Kind.WEIGHT:
        return values.astype(np.float32)
    if kind == Kind.EXACT:
        return values
    highest, signed = arrays[f"scale-{number}"]
    shape = tuple(map(int, arrays[f"shape-{number}"]))
    return Coarse(values, shape, float(highest), bool(signed)).values()
