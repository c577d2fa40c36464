"""What Keras's ``fit`` prints while it trains, from a run's own numbers."""

from cnn.runs.run import RunView

BAR = 20
"""Characters of the bar."""


def fit_output(view: RunView, epochs: int, batches: int) -> str:
    """Two lines for each epoch, the one that goes on included; empty before the first batch.

    Args:
        epochs: the most that the run may have.
        batches: in an epoch.
    """
    blocks = [
        _block(
            result.epoch,
            epochs,
            round(result.completed * batches),
            batches,
            f" {result.seconds:.0f}s {1000 * result.seconds / batches:.0f}ms/step",
            accuracy=result.accuracy,
            loss=result.loss,
            val_accuracy=result.val_accuracy,
            val_loss=result.val_loss,
        )
        for result in view.history.epochs
    ]
    if view.record is None and view.epoch > len(view.history) and view.loss is not None:
        numbers = {"accuracy": view.accuracy or 0.0, "loss": view.loss}
        blocks.append(_block(view.epoch, epochs, view.batch, batches, "", **numbers))
    return "\n".join(blocks)


def _block(epoch: int, epochs: int, done: int, batches: int, time: str, **numbers: float) -> str:
    filled = BAR * done // batches
    bar = "━" * filled + "─" * (BAR - filled)
    written = "".join(f" - {name}: {number:.4f}" for name, number in numbers.items())
    return f"Epoch {epoch}/{epochs}\n{done}/{batches} {bar}{time}{written}"
