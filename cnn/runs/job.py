"""What is handed to an executor to train a run, and how far a run had come that it gives back."""

from dataclasses import dataclass
from pathlib import Path

from cnn.data.dataset import DataSource
from cnn.runs.branch import Branch
from cnn.runs.history import History
from cnn.runs.recipe import Recipe
from cnn.runs.timeline import is_moment


@dataclass(frozen=True)
class Suspended:
    """How far a run had come when it left its worker: during a pause, or with its process."""

    history: History
    batch: int
    """Batches of the next epoch done so far."""
    seconds: float
    """Spent in that epoch so far, without pauses."""
    state: str
    """The file in the job's folder with its weights, optimizer and random state."""

    @property
    def at_branch(self) -> bool:
        """Its parent came as far as this: it has not been trained itself."""
        return is_moment(self.state)


@dataclass(frozen=True)
class Lost:
    """The worker of a run has died, or cannot be reached any more."""

    suspended: Suspended | None
    """How far the run had come by its last checkpoint; ``None``: its first epoch had not ended."""


@dataclass(frozen=True)
class TrainingJob:
    """All that an executor needs to train: plain data that can be pickled."""

    recipe: Recipe
    folder: Path
    """Where the trained model, its history and its record are written."""
    seed: int = 42
    source: DataSource | None = None
    """``None``: Fashion-MNIST if it is available, otherwise generated garments."""
    suspended: Suspended | None = None
    """Where to go on, with what lies in the folder; ``None``: from the beginning."""
    branch: Branch | None = None
    """Where it has branched off from another run."""
    weights: Path | None = None
    """A ``.keras`` file of the recipe's network, with whose weights it begins; ``None``: new ones.
    """
    recorded: bool = False
    """Whether moments of the training are kept in the folder (see ``cnn.runs.timeline``)."""

    @property
    def has_begun(self) -> bool:
        return self.suspended is not None and not self.suspended.at_branch
