"""A quiz: a person names the same few test garments as a model."""

from dataclasses import dataclass, field

import numpy as np

from cnn.data.labels import CLASS_NAMES

EACH = 2
"""Garments of each class."""

SEEDS = 1_000_000
"""Seeds are 0 up to one less: short enough to be written on a blackboard."""

PAUSE = 0.4
"""Seconds. Nobody names a new garment sooner: it is the second half of a double click."""

HUMAN_ACCURACY = 0.835
"""Of crowd workers without expertise in fashion: three named each of 1,000 test garments of
Fashion-MNIST, and the majority counted (https://github.com/zalandoresearch/fashion-mnist)."""


def quiz_garments(labels: np.ndarray, seed: int) -> np.ndarray:
    """The indices of the garments of a quiz in random order, int (20,): always the same for a seed.

    ``labels`` is int (n,). A class with fewer than two garments has all that it has.
    """
    rng = np.random.default_rng(seed)
    of_each = [np.flatnonzero(labels == label) for label in range(len(CLASS_NAMES))]
    chosen = [rng.permutation(indices)[:EACH] for indices in of_each]
    return rng.permutation(np.concatenate(chosen))


def seed_in(text: str) -> int | None:
    """The seed that a text consists of, if it is one."""
    # Not every digit is a decimal one, and `int` refuses thousands of them.
    if text.isascii() and text.isdigit() and len(text) < len(str(SEEDS)):
        return int(text)
    return None


def count_correct(answers: np.ndarray, labels: np.ndarray) -> int:
    """How many classes int (n,) are those of the labels int (n,)."""
    return int((answers == labels).sum())


@dataclass
class Game:
    """What a person has answered so far. Times are in seconds, by any one clock."""

    started: bool = False
    answers: list[int] = field(default_factory=list)
    """Classes, 0..9, in the order of the garments."""
    shown: tuple[int, float] = (-1, 0.0)
    """The garment that was shown last, and since when."""

    def show(self, now: float) -> None:
        """The garment to name is on the page."""
        if self.shown[0] != len(self.answers):
            self.shown = (len(self.answers), now)

    def answer(self, number: int, chosen: int, now: float) -> None:
        """Takes ``chosen`` for a garment, counted from 0, unless it is a double click's: on a
        garment that has an answer already, or on one that has only just appeared."""
        shown, since = self.shown
        if number == shown == len(self.answers) and now - since >= PAUSE:
            self.answers.append(chosen)
