"""Charts of how one run or several learn, epoch by epoch."""

import itertools
import math
from collections.abc import Sequence
from unicodedata import east_asian_width

from cnn.plots.chart import MID_GRAY, Chart, Row, Spec, field
from cnn.plots.curve_data import (
    CURVES,
    Metric,
    best_in_words,
    epoch_rows,
    mark_rows,
    moment_rows,
    progress_in_words,
    trace_rows,
    value_domain,
    visible_trace,
)
from cnn.runs.history import History, in_digits

LINE = {"type": "line", "strokeWidth": 2, "clip": True}
DASHED = {"strokeWidth": 1.5, "strokeDash": [6, 4]}
TRACE = {"type": "line", "strokeWidth": 1, "opacity": 0.6, "clip": True}
POINT = {"type": "point", "size": 45, "filled": True, "opacity": 1}
RING = {"type": "point", "size": 180, "strokeWidth": 2, "aria": False}
RULE = {"type": "rule", "aria": False}

MARK = "#d33682"
"""Of what the visitor has chosen; has a contrast of 4 to a light page and to a dark one."""

RUN_COLORS = ("#2a7dd1", "#e07000", "#aa00ff", "#947668", "#d10023", "#b25092")
"""Chosen to be far apart with and without color blindness. Each has a contrast of 3 or more to
the light page and to the dark one."""
RUN_SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")


def learning_curve(
    metric: Metric,
    history: History,
    epochs: int,
    *,
    from_first_batch: bool = False,
    moment: float | None = None,
) -> Chart:
    """The metric in training and validation over the planned epochs.

    Training has a point at each epoch's end, Keras's mean over the epoch, and a thin line within
    the current epoch, the mean so far. Validation is measured at each epoch's end. The best epoch
    and an early end are written above the plot.

    The y-axis begins with the end of the first epoch; during that epoch, and with
    ``from_first_batch``, it includes everything. ``moment``, in epochs, is marked on the curves.
    """
    rows = [
        *epoch_rows(metric, history),
        *visible_trace(metric, history, from_first_batch),
        *mark_rows(metric, history),
    ]
    domain = value_domain(metric, [history], from_first_batch)
    sentence = f"Training and validation {metric} by epoch"
    if history.best:
        sentence += (
            f"; best: {best_in_words(metric, history)}; {progress_in_words(history, epochs)}"
        )
    spec = _learning_curve_spec(metric, epochs, domain)
    if moment is not None:
        # It is far from where the page names the curves.
        spec["encoding"]["y"]["title"] = _dashed_is_training(metric)
        rows += moment_rows(metric, history, moment)
        sentence += f"; marked: {in_digits(moment)} of {epochs} epochs"
        spec["layer"] += [
            _layer("moment", RULE | {"strokeWidth": 2, "color": MARK}, {"y": None}),
            _layer("at_moment", RING | {"color": MARK}, {}),
        ]
    return Chart(spec, rows, f"{sentence}.")


def compare_curves(
    metric: Metric, runs: Sequence[tuple[str, History]], *, from_first_batch: bool = False
) -> Chart:
    """The metric of several runs, given with their names, up to the end of the longest one.

    The y-axis is that of ``learning_curve``. The lines within the epochs are only shown with
    ``from_first_batch``.
    """
    labels = _distinct([name for name, _ in runs])
    histories = [history for _, history in runs]
    rows: list[Row] = []
    for label, history in zip(labels, histories, strict=True):
        trace = trace_rows(metric, history) if from_first_batch else []
        rows += [row | {"run": label} for row in (*epoch_rows(metric, history), *trace)]
    domain = value_domain(metric, histories, from_first_batch)
    epochs = math.ceil(max((row["epoch"] for row in rows), default=1))
    best = "; ".join(
        f"{label}: {best_in_words(metric, history)}"
        for label, history in zip(labels, histories, strict=True)
    )
    return Chart(
        _compare_spec(metric, epochs, domain, labels),
        rows,
        f"Training and validation {metric} of {len(runs)} runs by epoch. Best of {best}.",
    )


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, with a number after those that are taken: runs of two owners may share a name."""
    labels: list[str] = []
    for name in names:
        numbered = (f"{name} ({number})" for number in itertools.count(2))
        labels.append(next(x for x in itertools.chain([name], numbered) if x not in labels))
    return labels


def _learning_curve_spec(metric: Metric, epochs: int, domain: tuple[float, float]) -> Spec:
    curve = field("curve", "nominal", None)
    # The page names the curves, with their numbers, above the chart.
    color = _styled(curve, "color", CURVES, legend=None)
    shape = _styled(curve, "shape", CURVES, ("square", "circle"), legend=None)
    training, validation = ({"field": "curve", "equal": name} for name in CURVES)
    shown = {"field": "value", "range": domain}
    tooltip = {"tooltip": _tooltip(metric, curve | {"title": "Curve"})}
    # Screen readers read what is written above the plot: layers may be empty, and have no name.
    rule = RULE | {"strokeDash": [4, 4], "color": MID_GRAY}
    point = POINT | {"aria": False}
    return _curves_spec(metric.capitalize(), metric, epochs, domain) | {
        # As high as its place on the page.
        "autosize": {"type": "fit", "contains": "padding"},
        "layer": [
            _layer("best", rule, {"y": None}),
            _layer("end", rule, {"y": None}),
            _layer("batch", TRACE, color | {"detail": {"field": "line"}}),
            _layer("epoch", LINE | DASHED, color, training),
            _layer("epoch", LINE, color, validation),
            _layer("epoch", point, color | shape | tooltip, shown),
            _layer("newest", point, color | shape, shown),
            _layer("best", RING | {"color": MID_GRAY}, {}),
            _writing("best", row=0),
            _writing("end", row=1),
        ],
    }


def _compare_spec(
    metric: Metric, epochs: int, domain: tuple[float, float], names: Sequence[str]
) -> Spec:
    run = field("run", "nominal", None)
    # As many columns as there is space for.
    width = max(map(_legend_width, names), default=1)
    legend = {
        "orient": "top",
        "offset": 10,
        "symbolOpacity": 1,
        "columns": {"expr": f"max(1, floor(width / {width}))"},
        "labelLimit": {"expr": "width - 40"},
    }
    color = _styled(run, "color", names, RUN_COLORS, legend=legend)
    shape = _styled(run, "shape", names, RUN_SHAPES)
    training, validation = ({"field": "curve", "equal": name} for name in CURVES)
    shown = {"field": "value", "range": domain}
    tooltip = {"tooltip": _tooltip(metric, run | {"title": "Run"})}
    return _curves_spec(_dashed_is_training(metric), metric, epochs, domain) | {
        # The height of the plot alone, without its axes and its legend.
        "height": 250,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "layer": [
            _layer("batch", TRACE, color | {"detail": {"field": "line"}}),
            _layer("epoch", LINE | DASHED, color, training),
            _layer("epoch", LINE, color, validation),
            _layer("epoch", POINT, color | shape | tooltip, validation, shown),
        ],
    }


def _dashed_is_training(metric: Metric) -> str:
    return f"{metric.capitalize()} (dashed: training)"


def _curves_spec(title: str, metric: Metric, epochs: int, domain: tuple[float, float]) -> Spec:
    """The axes of a chart of curves by epoch; ``title`` is the y-axis's."""
    ticks = ".1~%" if metric == "accuracy" else ".3~f"
    return {
        "encoding": {
            "x": field("epoch", "quantitative", "Epoch")
            | {
                "axis": {"tickMinStep": 1, "format": "d", "grid": False, "labelFlush": False},
                "scale": {"nice": False, "domain": [0, epochs]},
            },
            "y": field("value", "quantitative", title)
            | {
                "axis": {"format": ticks, "tickCount": 5, "labelFlush": False},
                "scale": {"nice": False, "zero": False, "domain": domain},
            },
        },
    }


def _layer(part: str, mark: Spec, encoding: Spec, *conditions: Spec) -> Spec:
    """A layer with the rows of a part that meet all conditions."""
    filters = [{"field": "part", "equal": part}, *conditions]
    return {
        "transform": [{"filter": {"and": filters}}],
        "mark": mark,
        "encoding": encoding,
    }


def _writing(part: str, row: int) -> Spec:
    """A layer with a part's text above the plot; rows are counted upward."""
    # Near an end of the axis, the text is kept within the plot's width.
    place = "scale('x', datum.epoch)"
    align = f"{place} > width - 45 ? 'right' : {place} < 45 ? 'left' : 'center'"
    # Streamlit's theme does not color text marks, and no one color suits light and dark.
    color = "luminance(background) < 0.2 ? '#e8eae8' : '#101615'"
    mark = {
        "type": "text",
        "align": {"expr": align},
        "baseline": "bottom",
        "color": {"expr": color},
        "fontSize": 12,
    }
    return _layer(part, mark, {"y": {"value": -4 - 15 * row}, "text": {"field": "text"}})


def _styled(
    column: Spec,
    channel: str,
    domain: Sequence[str],
    values: Sequence[str] | None = None,
    **legend: Spec | None,
) -> Spec:
    """A column of names, encoded by a color or a shape for each of them."""
    scale: Spec = {"domain": domain} | ({"range": values} if values else {})
    return {channel: column | {"scale": scale} | legend}


def _legend_width(label: str) -> int:
    """About how many pixels wide an entry of a legend is, with its symbol."""
    return 35 + sum(14 if east_asian_width(letter) in "WF" else 7 for letter in label)


def _tooltip(metric: Metric, *names: Spec) -> list[Spec]:
    epoch = field("epoch", "quantitative", "Epoch") | {"format": ".2~f"}
    value = field("value", "quantitative", metric.capitalize())
    return [*names, epoch, value | {"format": ".1%" if metric == "accuracy" else ".3f"}]
