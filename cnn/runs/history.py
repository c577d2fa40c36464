"""A run's learning curves: its epochs, the batches within them, and why there are no more."""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

TRACE_POINTS = 25
"""Points of the learning curve within each epoch."""


def in_digits(epochs: float) -> str:
    """A number of epochs, with a fraction if it has fewer than three digits: "2.25", "156"."""
    decimals = 2 if epochs < 10 else 1 if epochs < 100 else 0
    return f"{round(epochs, decimals):g}"


@dataclass(frozen=True)
class EpochResult:
    """One epoch. Losses are mean cross-entropies in nats; accuracies are 0..1.

    As in Keras, ``loss`` and ``accuracy`` are means over the batches of the epoch, in which the
    network changed; ``val_loss`` and ``val_accuracy`` are measured at its end.
    """

    epoch: int
    """Counted from 1."""
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float
    """Training and validation together, without pauses."""
    completed: float = 1.0
    """The fraction of its batches, 0..1, that it was trained on: below 1 only in the last epoch of
    a run that was stopped."""

    @property
    def end(self) -> float:
        """Where on the axis of epochs it ends: 2.2 if the third one was stopped after a fifth."""
        return self.epoch - 1 + self.completed


@dataclass(frozen=True)
class TracePoint:
    """Loss and accuracy within an epoch: the means over its batches so far, as Keras reports."""

    epoch: float
    """Epochs trained so far, with their fraction."""
    loss: float
    accuracy: float


class EndReason(StrEnum):
    EARLY_STOPPING = "early stopping"
    ALL_EPOCHS = "all epochs"
    STOPPED = "stopped by hand"


@dataclass(frozen=True)
class History:
    epochs: tuple[EpochResult, ...] = ()
    ended: EndReason | None = None
    """``None`` while the run goes on."""
    trace: tuple[TracePoint, ...] = ()
    """What happened within the epochs; empty in records of earlier versions."""
    inherited: int = 0
    """How many of its first epochs its parent has trained, if it is that of a branch."""

    def __len__(self) -> int:
        return len(self.epochs)

    @property
    def best(self) -> EpochResult | None:
        """The first epoch with the lowest validation loss, whose weights are kept.

        Of a branch, one that it has trained itself, as soon as there is one: the weights of its
        parent's epochs may be gone.
        """
        return _lowest(self.epochs[self.inherited :]) or self.lowest

    @property
    def lowest(self) -> EpochResult | None:
        """The first epoch with the lowest validation loss, its parent's included."""
        return _lowest(self.epochs)

    @property
    def last(self) -> EpochResult | None:
        return self.epochs[-1] if self.epochs else None

    @property
    def seconds(self) -> float:
        return sum(result.seconds for result in self.epochs)

    @property
    def epochs_without_improvement(self) -> int:
        """How many epochs there have been since the lowest one."""
        return len(self) - self.lowest.epoch if self.lowest else 0

    def with_epoch(self, result: EpochResult) -> "History":
        return dataclasses.replace(self, epochs=(*self.epochs, result))

    def with_batch(self, end: float, loss: float, accuracy: float) -> "History":
        """Adds a point to the trace, unless there is a recent one.

        ``end`` is where the batch ends on the axis of epochs; ``loss`` and ``accuracy`` are the
        means over its epoch so far.
        """
        before = self.trace[-1].epoch if self.trace else 0.0
        # A little more: 0.2 of 25 points may be 4.999999.
        if int(end * TRACE_POINTS + 1e-6) <= int(before * TRACE_POINTS + 1e-6):
            return self
        point = TracePoint(round(end, 4), round(loss, 4), round(accuracy, 4))
        return dataclasses.replace(self, trace=(*self.trace, point))

    @classmethod
    def from_plain(cls, fields: dict[str, Any]) -> "History":
        """From what ``dataclasses.asdict`` and JSON have made of one.

        Raises:
            KeyError, TypeError, ValueError: it is none.
        """
        ended = fields["ended"]
        return cls(
            tuple(EpochResult(**epoch) for epoch in fields["epochs"]),
            None if ended is None else EndReason(ended),
            tuple(TracePoint(**point) for point in fields["trace"]),
            fields.get("inherited", 0),
        )

    def to_csv(self) -> str:
        """One line per epoch below a header with the names of the columns."""
        names = [field.name for field in dataclasses.fields(EpochResult)]
        lines = [names, *([getattr(epoch, name) for name in names] for epoch in self.epochs)]
        return "".join(",".join(str(cell) for cell in line) + "\n" for line in lines)


def _lowest(epochs: tuple[EpochResult, ...]) -> EpochResult | None:
    return min(epochs, key=lambda result: result.val_loss, default=None)
