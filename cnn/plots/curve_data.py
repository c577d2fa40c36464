"""What a chart and a figure of learning curves have in common: points, marks and limits."""

import itertools
import math
from collections.abc import Sequence
from typing import Literal

from cnn.plots.chart import Row
from cnn.runs.history import EndReason, EpochResult, History, TracePoint

Metric = Literal["loss", "accuracy"]
METRICS: tuple[Metric, ...] = ("loss", "accuracy")

CURVES = ("Training", "Validation")

END_TEXTS: dict[EndReason | None, str] = {
    EndReason.EARLY_STOPPING: "Stopped early",
    EndReason.STOPPED: "Stopped",
}


def epoch_rows(metric: Metric, history: History) -> list[Row]:
    """Both curves' points at the ends of the epochs."""
    columns = zip(CURVES, (metric, f"val_{metric}"), strict=True)
    return [
        {"part": "epoch", "curve": curve, "epoch": result.end, "value": getattr(result, column)}
        for curve, column in columns
        for result in history.epochs
    ]


def trace_rows(metric: Metric, history: History) -> list[Row]:
    """The training curve within each epoch, up to the epoch's end, and its newest point."""
    ended = {result.epoch: result for result in history.epochs}
    rows: list[Row] = []
    for line, points in itertools.groupby(_settled(history), lambda point: math.ceil(point.epoch)):
        path = [(point.epoch, getattr(point, metric)) for point in points]
        if result := ended.get(line):
            # Points of the trace are rounded, and the last one may be a few batches old.
            path = [(epoch, value) for epoch, value in path if epoch < result.end - 1e-4]
            path.append((result.end, getattr(result, metric)))
        rows += [
            {"part": "batch", "curve": CURVES[0], "epoch": epoch, "value": value, "line": line}
            for epoch, value in path
        ]
    if rows and rows[-1]["line"] not in ended:
        rows.append(rows[-1] | {"part": "newest"})
    return rows


def visible_trace(metric: Metric, history: History, from_first_batch: bool) -> list[Row]:
    """The lines within all epochs if the y-axis includes everything, else within the current one.

    Within later epochs, the mean so far says little that the epoch's end does not.
    """
    rows = trace_rows(metric, history)
    if from_first_batch or not _later_values(metric, history):
        return rows
    return [row for row in rows if row["line"] > len(history)]


def _settled(history: History) -> list[TracePoint]:
    """The trace without the first tenth of later epochs: means over few batches, which look like
    jumps of the curve."""
    return [
        point
        for point in history.trace
        if point.epoch <= 1 or math.ceil(point.epoch) - point.epoch <= 0.9
    ]


def mark_rows(metric: Metric, history: History) -> list[Row]:
    """The text above the plot, with its position."""
    best, last = history.best, history.last
    if best is None or last is None:
        return []
    rows: list[Row] = [
        {
            "part": "best",
            "epoch": best.end,
            "value": getattr(best, f"val_{metric}"),
            "text": f"Best: {_when(best)}",
        }
    ]
    if text := END_TEXTS.get(history.ended):
        rows.append({"part": "end", "epoch": last.end, "text": text})
    return rows


def moment_rows(metric: Metric, history: History, moment: float) -> list[Row]:
    """A moment on the axis of epochs, and what is known of it: where an epoch ended, the values of
    both curves; within one, the training curve's newest point until then.
    """
    ends = [row for row in epoch_rows(metric, history) if abs(row["epoch"] - moment) < 1e-4]
    within = [
        row
        for row in trace_rows(metric, history)
        if row["part"] == "batch" and row["line"] - 1 < row["epoch"] <= moment <= row["line"]
    ]
    known = ends or within[-1:]
    return [
        {"part": "moment", "epoch": moment},
        *(row | {"part": "at_moment", "epoch": moment} for row in known),
    ]


def _when(result: EpochResult) -> str:
    return f"{'epoch' if result.completed == 1 else 'in epoch'} {result.epoch}"


def best_in_words(metric: Metric, history: History) -> str:
    best = history.best
    if best is None:
        return "no epoch yet"
    value = getattr(best, f"val_{metric}")
    shown = f"{value:.1%}" if metric == "accuracy" else f"{value:.3f}"
    return f"{_when(best)}, with a validation {metric} of {shown}"


def progress_in_words(history: History, epochs: int) -> str:
    """How far a run has come, as part of a sentence."""
    last = history.last
    assert last is not None, "there is a best epoch"
    place = f"{'after' if last.completed == 1 else 'in'} epoch {last.epoch} of {epochs}"
    match history.ended:
        case EndReason.ALL_EPOCHS:
            return f"ended {place}"
        case EndReason.EARLY_STOPPING:
            return f"stopped early {place}"
        case EndReason.STOPPED:
            return f"stopped {place}"
        case None:
            return f"so far {len(history)} of {epochs} epochs"


def value_domain(
    metric: Metric, histories: Sequence[History], from_first_batch: bool
) -> tuple[float, float]:
    """The limits of the y-axis, at round values, so that they rarely change during a run.

    Training in the first epoch is left out: it begins with an untrained network, and on an axis
    that included it, later changes of the validation curve would be too small to see.
    """
    lists = [] if from_first_batch else [_later_values(metric, history) for history in histories]
    values = [value for later in lists for value in later if math.isfinite(value)]
    if values:
        low, high = min(values), max(values)
    else:
        rows = [
            row
            for history in histories
            for row in (*epoch_rows(metric, history), *trace_rows(metric, history))
        ]
        every = [row["value"] for row in rows if math.isfinite(row["value"])]
        # From 0, so that a falling loss does not move the axis.
        low, high = 0.0, 1.0 if metric == "accuracy" else max(every, default=1.0)
    margin = max(0.05 * (high - low), 1e-3)
    step = _round_step((high - low + 2 * margin) / 10)
    low = max(0.0, math.floor((low - margin) / step) * step)
    high = math.ceil((high + margin) / step) * step
    return round(low, 10), round(min(high, 1.0) if metric == "accuracy" else high, 10)


def _later_values(metric: Metric, history: History) -> list[float]:
    """The values that the y-axis includes after the first epoch; none until the second begins."""
    last = history.last
    running = [
        getattr(point, metric) for point in _settled(history) if last and point.epoch > last.epoch
    ]
    if len(history) < 2 and not running:
        return []
    validation = [getattr(result, f"val_{metric}") for result in history.epochs]
    training = [getattr(result, metric) for result in history.epochs[1:] or history.epochs]
    return validation + training + running


def _round_step(minimum: float) -> float:
    """The lowest of 1, 2 or 5 times a power of ten that is at least ``minimum``."""
    power: float = 10.0 ** math.floor(math.log10(minimum))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= minimum)
