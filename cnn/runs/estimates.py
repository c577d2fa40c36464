"""How long runs will take, by the pace of those that this server has trained."""

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


def seconds_for(waiting: list[Run], runs: list[Run]) -> float | None:
    """At most how long ``waiting`` take from now on, by the pace of ``runs``.

    ``None``: a pace is not known.
    """
    times = [_seconds_left(run, runs) for run in waiting]
    known = [time for time in times if time is not None]
    return sum(known) if len(known) == len(times) else None


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
