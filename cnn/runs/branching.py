"""How a run branches off from a moment of another one."""

from dataclasses import dataclass, replace
from pathlib import Path

from cnn.errors import RunRefused
from cnn.runs.branch import Branch
from cnn.runs.checkpoint import Checkpoint, write_checkpoint
from cnn.runs.history import History, in_digits
from cnn.runs.job import Suspended
from cnn.runs.moment_file import Place, read_place
from cnn.runs.recipe import Recipe
from cnn.runs.run import Run
from cnn.runs.timeline import Moment, Timeline, moment_file

GONE = "This moment is no longer kept. Choose another one."


@dataclass(frozen=True)
class BranchStart:
    """What a branch begins with; in memory, since its parent may be deleted meanwhile."""

    branch: Branch
    checkpoint: Checkpoint
    place: Place
    moment: bytes
    """The content of the file."""

    def write(self, folder: Path) -> None:
        """The moment becomes the first one of the branch.

        Raises:
            OSError: it cannot be written.
        """
        Timeline(folder, self.branch.epochs).write(self.place, self.moment)
        write_checkpoint(folder, self.checkpoint)


def branch_start(parent: Run, folder: Path | None, moment: Moment, recipe: Recipe) -> BranchStart:
    """``folder``: the parent's; ``recipe``: the parent's with some other settings.

    Raises:
        RunRefused: the moment is not kept any more, or the recipe does not go on from there.
    """
    _require_same_network(parent.recipe, recipe)
    view = parent.view()
    if folder is None or view.source is None:
        raise RunRefused(GONE)
    try:
        place, seconds = read_place(folder / moment.file)
        content = (folder / moment.file).read_bytes()
    except (OSError, ValueError, KeyError) as error:
        raise RunRefused(GONE) from error
    if place.epochs >= recipe.epochs:
        raise RunRefused(
            f"Nothing is left to train after {in_digits(place.epochs)} of {recipe.epochs} epochs. "
            "Choose more epochs, or an earlier moment."
        )
    batches = recipe.batches_per_epoch
    start = Suspended(
        inherited(view.history, place),
        min(round(place.batch / place.batches * batches), batches - 1),
        seconds if place.batch else 0.0,
        moment_file(place),
    )
    branch = Branch(parent.id, parent.name, place.epochs, parent.seed, place.batches)
    return BranchStart(branch, Checkpoint(start, view.source), place, content)


def inherited(history: History, place: Place) -> History:
    """The history of a run up to a place on its curve, as that of a branch."""
    # Places on the trace are rounded.
    trace = tuple(point for point in history.trace if point.epoch <= round(place.epochs, 4))
    epochs = history.epochs[: place.done]
    return replace(history, epochs=epochs, trace=trace, ended=None, inherited=len(epochs))


def _require_same_network(parent: Recipe, recipe: Recipe) -> None:
    if (parent.network, parent.name, parent.optimizer) != (
        recipe.network,
        recipe.name,
        recipe.optimizer,
    ):
        raise RunRefused("A branch keeps the network and the optimizer of the run it came from.")
