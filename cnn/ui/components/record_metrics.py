"""How good a trained model is on the validation garments, and what it took to train it."""

from cnn.runs.history import in_digits
from cnn.runs.record import RunRecord
from cnn.ui.components.live_text import live_text
from cnn.ui.components.reserved import reserved

METRIC_WIDTH, METRIC_HEIGHT = 144, 76
"""In pixels."""


def record_metrics(record: RunRecord) -> None:
    best, last = record.history.best, record.history.last
    assert best is not None and last is not None, "a finished run has at least one epoch"
    with live_text("metrics", horizontal=True):
        metric("Validation accuracy", f"{record.validation.accuracy:.1%}")
        metric("Validation loss", f"{record.validation.loss:.3f}")
        if record.averaged:
            metric("Mean of epochs", ", ".join(map(str, record.averaged)))
        else:
            metric("Best epoch", f"{in_digits(best.end)} of {in_digits(last.end)}")
        metric("Parameters", f"{record.parameters:,}")
        metric("Training time", duration(record.seconds))


def duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.1f} min" if minutes < 9.95 else f"{minutes:.0f} min"


def metric(name: str, value: str) -> None:
    """In a row of them; ``name`` is unique on the page."""
    key = name.lower().replace(" ", "_")
    reserved(key, METRIC_HEIGHT, METRIC_WIDTH).metric(name, value)
