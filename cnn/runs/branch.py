"""Where a run has branched off from another one."""

from dataclasses import dataclass

from cnn.runs.timeline import moment_name


@dataclass(frozen=True)
class Branch:
    """The run began with the network and the optimizer of its parent at one moment, and goes on
    with other settings. Its history begins with that of its parent."""

    parent: str
    """Its id; the run itself may have been deleted since."""
    parent_name: str
    """At that time."""
    epochs: float
    """Of the parent up to that moment, with the fraction of the last one."""
    seed: int
    """The parent's."""

    batches: int = 0
    """Of the parent in an epoch; 0: it was not kept."""

    @property
    def place(self) -> str:
        """In words: "epoch 2" at its end, "epoch 2.3" within the third one, "50 batches" within
        the first one."""
        return moment_name(self.epochs, self.batches)
