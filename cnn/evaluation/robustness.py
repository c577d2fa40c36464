"""How often a classifier is still right when the pictures are corrupted."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from cnn.concurrency import Progress
from cnn.data.dataset import Garments
from cnn.evaluation.corruptions import CORRUPTIONS
from cnn.evaluation.sampling import stratified_sample

GARMENTS = 1000
"""At most so many are looked at, each of them unchanged and in all kinds and strengths."""

SECONDS = 90.0
"""Of processor time, less on two cores: a measurement that would take longer ends with fewer
garments. How busy the computer is does not count.
"""

LEAST = 40
"""As many garments are looked at, however long it takes."""

SEED = 42

ROUNDS = (10, 20, LEAST, 60, 80, *range(100, GARMENTS + 1, 50))
"""The numbers of garments after which there is a result: the first ones come early."""

Classify = Callable[[np.ndarray], np.ndarray]
"""Float32 images (n, 28, 28) in 0..1 to probabilities (n, 10)."""

Condition = tuple[str, int]
"""The name of a corruption and a strength."""

UNCHANGED: Condition = ("Unchanged", 0)

CONDITIONS: tuple[Condition, ...] = (
    UNCHANGED,
    *((kind.name, strength) for kind in CORRUPTIONS for strength in kind.strengths),
)


@dataclass(frozen=True)
class Robustness:
    garments: int
    """How many were looked at."""
    accuracy: Mapping[Condition, float] = field(hash=False)
    """The share of right answers in each condition, 0..1."""

    @property
    def margin(self) -> float:
        """By how much a share may be off, 0..1: two standard errors where they are largest."""
        return 1 / math.sqrt(self.garments)


class RobustnessTest:
    """Measures one classifier on garments of all classes, from the same ones for all classifiers.

    ``newest`` is the result so far, ``None`` until there is one, and ``began`` the time at which
    it began to look at garments, in seconds of the monotonic clock; any thread may read them.
    """

    def __init__(self, classify: Classify, garments: Garments) -> None:
        order = stratified_sample(garments.labels, GARMENTS, SEED)
        self._classify = classify
        self._images = garments.images[order].astype(np.float32) / 255
        self._labels = garments.labels[order]
        self.newest: Robustness | None = None
        self.began: float | None = None

    def run(
        self, progress: Progress = lambda done, total: None, seconds: float = SECONDS
    ) -> Robustness:
        """The result on as many garments as ``seconds`` of processor time allow.

        ``progress`` is told of garments, and of how many it will be as far as one can say.
        """
        began, self.began = time.process_time(), time.monotonic()
        right = dict.fromkeys(CONDITIONS, 0)
        everything = len(self._labels)
        done, last = 0, min(LEAST, everything)
        for end in sorted({min(end, everything) for end in ROUNDS}):
            if done >= LEAST:
                spent = time.process_time() - began
                last = int(min(everything, done * seconds / max(spent, 1e-9)))
                if end > last:
                    break
            self._look_at(slice(done, end), right, last, progress)
            done = end
            self.newest = Robustness(done, {name: count / done for name, count in right.items()})
        assert self.newest is not None, "there are garments"
        return self.newest

    def _look_at(
        self, part: slice, right: dict[Condition, int], last: int, progress: Progress
    ) -> None:
        """Adds the numbers of right answers about some garments."""
        images, labels = self._images[part], self._labels[part]
        for number, condition in enumerate(CONDITIONS):
            answers = self._classify(corrupted(images, condition, part.start)).argmax(axis=1)
            right[condition] += int((answers == labels).sum())
            seen = part.start + len(labels) * (number + 1) // len(CONDITIONS)
            progress(min(seen, last), last)


def corrupted(images: np.ndarray, condition: Condition, start: int = 0) -> np.ndarray:
    """Images float32 (n, 28, 28) in 0..1 in a condition, always the same for the same ``start``."""
    for number, kind in enumerate(CORRUPTIONS):
        if kind.name == condition[0]:
            rng = np.random.default_rng((SEED, number, start))
            return kind.of(images, condition[1], rng)
    return images
