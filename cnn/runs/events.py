"""What a training run tells whoever listens. Plain values; nothing here needs TensorFlow."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EpochResult:
    """One epoch's figures. Losses are cross-entropies in nats; accuracies lie in 0..1."""

    epoch: int
    """Counted from 1."""
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float
    """Training and validating together."""


@dataclass(frozen=True)
class TracePoint:
    """The training loss and accuracy over the batches since the point before."""

    epoch: float
    """Epochs trained so far, with their fraction."""
    loss: float
    accuracy: float


@dataclass(frozen=True)
class Started:
    epochs: int
    batches: int
    """Batches an epoch."""


@dataclass(frozen=True)
class BatchEnded:
    """Comes after every few batches."""

    epoch: int
    batch: int
    """Batches of this epoch done so far."""
    loss: float
    """The mean over this epoch's batches so far."""
    accuracy: float


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
class FinalTest:
    """The epochs are over; the best weights meet the test set."""


Event = Started | BatchEnded | Paused | Resumed | EpochEnded | FinalTest
