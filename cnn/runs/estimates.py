"""How long runs will take, by the pace of those that this server has trained."""

import heapq

from cnn.runs.recipe import Recipe
from cnn.runs.run import Run


def seconds_per_epoch(recipe: Recipe, runs: list[Run]) -> float | None:
    """The pace of the first of ``runs`` with such a network and such batches.

    ``None``: there is none whose pace is known.
    """
    for run in runs:
        pace = run.seconds_per_epoch() if _trains_alike(run.recipe, recipe) else None
        if pace is not None:
            return pace * recipe.training_images / run.recipe.training_images
    return None


def seconds_until_free(ahead: list[Run], runs: list[Run], workers: int = 1) -> float | None:
    """At most how long until one of so many workers has none of the runs ``ahead``, by the pace of
    ``runs``.

    ``ahead``: in their order. ``None``: a pace is not known, or there are no workers.
    """
    if not workers:
        return None
    busy = [0.0] * workers
    for run in ahead:
        left = _seconds_left(run, runs)
        if left is None:
            return None
        heapq.heapreplace(busy, busy[0] + left)
    return busy[0]


def _seconds_left(run: Run, runs: list[Run]) -> float | None:
    left = run.time_left()
    if left is not None:
        return left.longest
    pace = seconds_per_epoch(run.recipe, runs)
    return None if pace is None else pace * (run.recipe.epochs - run.view().epochs_done)


def _trains_alike(one: Recipe, other: Recipe) -> bool:
    """Whether a training image takes as long in one recipe as in the other."""
    return (one.network, one.batch_size, one.augmentation) == (
        other.network,
        other.batch_size,
        other.augmentation,
    )
