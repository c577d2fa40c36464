from cnn.plots.chart import Chart
from cnn.runs.history import EndReason, EpochResult, History, TracePoint


def epoch(number: int, loss: float, val_loss: float, completed: float = 1.0) -> EpochResult:
    """With accuracies of one minus a third of the losses."""
    accuracies = 1 - loss / 3, 1 - val_loss / 3
    return EpochResult(number, loss, accuracies[0], val_loss, accuracies[1], 10.0, completed)


def trace(*points: tuple[float, float]) -> tuple[TracePoint, ...]:
    return tuple(TracePoint(place, loss, 1 - loss / 3) for place, loss in points)


def part(chart: Chart, name: str, curve: str | None = None) -> list[tuple[float, float]]:
    """The points of a part of a chart, of one of its curves if there are two."""
    rows = [row for row in chart.rows if row["part"] == name and curve in (None, row.get("curve"))]
    return [(row["epoch"], row["value"]) for row in rows]


def limits(chart: Chart, axis: str) -> list[float]:
    return list(chart.spec["encoding"][axis]["scale"]["domain"])


def texts(chart: Chart) -> dict[str, float]:
    """What is written above the plot, and at which epoch."""
    return {row["text"]: row["epoch"] for row in chart.rows if "text" in row}


OVERFITTING = History(
    (
        epoch(1, 0.524, 0.337),
        epoch(2, 0.354, 0.285),
        epoch(3, 0.304, 0.233),
        epoch(4, 0.251, 0.235),
        epoch(5, 0.211, 0.237),
    ),
    EndReason.EARLY_STOPPING,
    trace((0.2, 1.4), (0.6, 0.8), (1.0, 0.5238), (1.5, 0.39)),
)
UP_TO_BATCH = trace((0.2, 1.4), (0.6, 0.8), (1.0, 0.524), (1.05, 0.5), (1.52, 0.39))
EARLY = History(trace=UP_TO_BATCH[:2])
IN_EPOCH_2 = History((epoch(1, 0.524, 0.337),), trace=UP_TO_BATCH)
STOPPED = History(
    (epoch(1, 1.1, 0.7, completed=0.2),), EndReason.STOPPED, trace((0.08, 1.5), (0.2001, 1.1))
)
