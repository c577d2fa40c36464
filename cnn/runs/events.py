"""What a training run reports, as plain data that can cross a thread, a process or a network."""

from dataclasses import dataclass

from cnn.data.dataset import DataSource
from cnn.runs.history import EpochResult


@dataclass(frozen=True)
class Preparing:
    """The run has left the queue and waits for its data."""


@dataclass(frozen=True)
class DataLoaded:
    source: DataSource


@dataclass(frozen=True)
class Started:
    epochs: int
    """The maximum."""
    batches: int
    """Per epoch."""


@dataclass(frozen=True)
class BatchEnded:
    """Sent after every few batches."""

    epoch: int
    """Counted from 1."""
    batch: int
    """Batches of this epoch done so far."""
    loss: float
    """The mean over this epoch so far."""
    accuracy: float
    """The mean over this epoch so far, 0..1."""


@dataclass(frozen=True)
class Paused:
    pass


@dataclass(frozen=True)
class Resumed:
    pass


@dataclass(frozen=True)
class EpochEnded:
    result: EpochResult
    best: bool
    """Whether no earlier epoch had a lower validation loss."""


@dataclass(frozen=True)
class Evaluating:
    """The epochs are over; the best weights are evaluated on the test set."""


@dataclass(frozen=True)
class Checkpointed:
    """Sent when a checkpoint could not be written, and when one could be written after that."""

    written: bool


Event = (
    Preparing
    | DataLoaded
    | Started
    | BatchEnded
    | Paused
    | Resumed
    | EpochEnded
    | Checkpointed
    | Evaluating
)
