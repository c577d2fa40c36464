"""A run's epochs, the best one among them, and why there are no more."""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class EpochResult:
    """One epoch. Losses are mean cross-entropies in nats; accuracies are 0..1."""

    epoch: int
    """Counted from 1."""
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float
    """Training and validation together, without pauses."""


class EndReason(StrEnum):
    EARLY_STOPPING = "early stopping"
    ALL_EPOCHS = "all epochs"
    STOPPED = "stopped by hand"


@dataclass(frozen=True)
class History:
    epochs: tuple[EpochResult, ...] = ()
    ended: EndReason | None = None
    """``None`` while the run goes on."""

    def __len__(self) -> int:
        return len(self.epochs)

    @property
    def best(self) -> EpochResult | None:
        """The first epoch with the lowest validation loss."""
        return min(self.epochs, key=lambda result: result.val_loss, default=None)

    @property
    def last(self) -> EpochResult | None:
        return self.epochs[-1] if self.epochs else None

    @property
    def seconds(self) -> float:
        return sum(result.seconds for result in self.epochs)

    def with_epoch(self, result: EpochResult) -> "History":
        return dataclasses.replace(self, epochs=(*self.epochs, result))

    def to_csv(self) -> str:
        """One line per epoch below a header with the names of the columns."""
        names = [field.name for field in dataclasses.fields(EpochResult)]
        lines = [names, *([getattr(epoch, name) for name in names] for epoch in self.epochs)]
        return "".join(",".join(str(cell) for cell in line) + "\n" for line in lines)
