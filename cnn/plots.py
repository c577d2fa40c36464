"""Charts and figures from plain data.

Charts are for the page: Vega-Lite, to which Streamlit gives its theme. Written as dictionaries
rather than with Altair, which would have to be imported before the first chart is shown, in 0.4 s.
Figures are for download: drawn by Matplotlib, as in the article.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from PIL import Image

from cnn.data.labels import CLASS_NAMES
from cnn.runs.history import History
from cnn.runs.run import TracePoint

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Spec = dict[str, Any]
"""A part of a Vega-Lite specification."""

Metric = Literal["loss", "accuracy"]

CURVES = ("Training", "Validation")
BEST = "Best"

MID_GRAY = "#7d8482"
"""Has a contrast of 4 to a light page and to a dark one."""


@dataclass(frozen=True)
class Chart:
    """A chart with its data apart, so that a page can send new data to the same chart."""

    spec: Spec
    """Vega-Lite, without data."""
    rows: list[dict[str, Any]]
    alt: str
    """A sentence that says what the chart shows."""


def garment_png(image: np.ndarray, scale: int) -> bytes:
    """A PNG of a garment in the article's color map, ``gray_r``: dark on white.

    ``image`` is uint8 (h, w) or float (h, w) in 0..1; each of its pixels becomes a square of
    ``scale`` pixels.
    """
    if image.dtype != np.uint8:
        image = (image * 255).round().astype(np.uint8)
    picture = Image.fromarray(255 - image).resize(
        (image.shape[1] * scale, image.shape[0] * scale), Image.Resampling.NEAREST
    )
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def percent(probability: float) -> str:
    """A probability, 0..1, as a short label that is never rounded to 0% or to 100%."""
    if 0 < probability < 0.01:
        return "<1%"
    if probability >= 0.995:
        return ">99%"
    return f"{probability:.0%}"


def learning_curve(metric: Metric, history: History, trace: Sequence[TracePoint] = ()) -> Chart:
    """The metric in training and validation by epoch, with the best epoch marked.

    With a trace, the training curve also shows what happened within the epochs.
    """
    rows: list[dict[str, Any]] = []

    def add(curve: str, epoch: float, value: float) -> None:
        rows.append({"curve": curve, "epoch": epoch, "value": round(value, 4)})

    training, validation = CURVES
    for point in trace or history.epochs:
        add(training, point.epoch, getattr(point, metric))
    for result in history.epochs:
        add(validation, result.epoch, getattr(result, f"val_{metric}"))
    sentence = f"Training and validation {metric} by epoch"
    best = history.best
    if best:
        value = getattr(best, f"val_{metric}")
        add(BEST, best.epoch, value)
        shown = f"{value:.1%}" if metric == "accuracy" else f"{value:.3f}"
        sentence += f"; best epoch: {best.epoch}, with a validation {metric} of {shown}"
    # Whole epochs: a live chart changes its axis once an epoch rather than at every point.
    last = max([1, *(math.ceil(row["epoch"]) for row in rows)])
    return Chart(_learning_curve_spec(metric, last), rows, f"{sentence}.")


def _learning_curve_spec(metric: Metric, last_epoch: int) -> Spec:
    decimals, ticks = (".1%", ".1~%") if metric == "accuracy" else (".3f", ".3~f")
    epoch = _field("epoch", "quantitative", "Epoch")
    value = _field("value", "quantitative", metric.capitalize())
    curve = _field("curve", "nominal", None)
    tooltip = [
        curve | {"title": "Curve"},
        epoch | {"format": ".1~f"},
        value | {"format": decimals},
    ]
    color = curve | {"scale": {"domain": CURVES}, "legend": {"orient": "top"}}
    training, validation = ([{"filter": {"field": "curve", "equal": name}}] for name in CURVES)
    best = [{"filter": {"field": "curve", "equal": BEST}}]
    line = {"type": "line", "strokeWidth": 2}
    ring = {"type": "point", "size": 180, "strokeWidth": 2, "filled": False, "color": MID_GRAY}
    return {
        "height": 300,
        "encoding": {
            "x": epoch
            | {
                "axis": {"tickMinStep": 1, "format": "d", "grid": False},
                "scale": {"nice": False, "domain": [0, last_epoch]},
            },
            "y": value | {"axis": {"format": ticks, "tickCount": 5}, "scale": {"zero": False}},
            "tooltip": tooltip,
        },
        "layer": [
            {
                "transform": best,
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": MID_GRAY},
                "encoding": {"y": None},
            },
            {"transform": training, "mark": line, "encoding": {"color": color}},
            {
                "transform": validation,
                "mark": line | {"point": {"size": 45}},
                "encoding": {"color": color},
            },
            {"transform": best, "mark": ring},
        ],
    }


def confusion_heat_map(matrix: np.ndarray) -> Chart:
    """Counts int (10, 10) of garments by label (rows) and prediction (columns)."""
    rows = [
        {
            "label": CLASS_NAMES[label],
            "prediction": CLASS_NAMES[prediction],
            "count": int(matrix[label, prediction]),
            "share": round(matrix[label, prediction] / max(1, matrix[label].sum()), 4),
        }
        for label in range(len(CLASS_NAMES))
        for prediction in range(len(CLASS_NAMES))
    ]
    mistakes = matrix - np.diag(np.diag(matrix))
    sentence = "Validation garments by label and prediction"
    if mistakes.any():
        label, prediction = np.unravel_index(mistakes.argmax(), matrix.shape)
        sentence += (
            f"; most frequent mistake: {CLASS_NAMES[label]} classified as "
            f"{CLASS_NAMES[prediction]}, {mistakes.max()} times"
        )
    return Chart(_confusion_spec(), rows, f"{sentence}.")


def _confusion_spec() -> Spec:
    label = _field("label", "nominal", "Label")
    prediction = _field("prediction", "nominal", "Prediction")
    count = _field("count", "quantitative", "Garments")
    share = _field("share", "quantitative", "Share of this label")
    return {
        "height": {"step": 34},
        "encoding": {
            "y": label | {"sort": CLASS_NAMES},
            "x": prediction
            | {"sort": CLASS_NAMES, "axis": {"labelAngle": -40, "labelOverlap": False}},
            "tooltip": [label, prediction, count | {"format": ","}, share | {"format": ".1%"}],
        },
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 3},
                # By opacity, so that low counts fade into a light page and into a dark one. At
                # most half, so that the page's text color has a contrast of 4.5 to the cells.
                "encoding": {
                    "opacity": share
                    | {
                        "scale": {"type": "sqrt", "domain": [0, 1], "range": [0, 0.5]},
                        "legend": None,
                    }
                },
            },
            {
                "transform": [{"filter": {"field": "count", "gt": 0}}],
                "mark": {"type": "text", "fontSize": 11, "color": MID_GRAY},
                "encoding": {"text": count},
            },
        ],
    }


def _field(name: str, type: str, title: str | None) -> Spec:
    """A column of the rows, as Vega-Lite's encodings name it."""
    return {"field": name, "type": type, "title": title}


def loss_curve_png(history: History) -> bytes:
    """The article's figure: training and validation loss per epoch."""
    # Half a second to import, and only a download needs it.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4), dpi=160, layout="constrained")
    axes = figure.subplots()
    epochs = [result.epoch for result in history.epochs]
    axes.plot(epochs, [result.loss for result in history.epochs], "o-", label="training")
    axes.plot(epochs, [result.val_loss for result in history.epochs], "o-", label="validation")
    best = history.best
    assert best is not None, "a curve has at least one epoch"
    axes.axvline(best.epoch, linestyle="--", color="gray", label=f"best epoch: {best.epoch}")
    axes.set(xlabel="epoch", ylabel="loss", xticks=epochs)
    axes.legend()
    return _png(figure)


def prediction_png(image: np.ndarray, probabilities: np.ndarray, title: str) -> bytes:
    """The article's pair of plots: a garment in ``gray_r``, and its probability per class.

    ``image`` is (28, 28), ``probabilities`` float (10,). The classes are numbered 1 to 10.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.6), dpi=160, layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 2))
    left.imshow(image, cmap="gray_r")
    left.set(title=title, xticks=[], yticks=[])
    classes = range(1, len(CLASS_NAMES) + 1)
    right.bar(classes, probabilities)
    right.set(xlabel="class", ylabel="probability", ylim=(0, 1))
    names = [f"{number} {name}" for number, name in zip(classes, CLASS_NAMES, strict=True)]
    right.set_xticks(classes, names, rotation=40, ha="right", rotation_mode="anchor")
    return _png(figure)


def _png(figure: "Figure") -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()
