"""Charts and pictures from plain data.

Charts are Vega-Lite specifications with a sentence that says what they show; Streamlit
gives them its theme. Pictures for download are drawn by Matplotlib, as in the article.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from cnn.data.labels import CLASS_NAMES
from cnn.runs.history import History
from cnn.runs.run import TracePoint


@dataclass(frozen=True)
class Chart:
    spec: dict[str, Any]
    alt: str
    rows: list[dict[str, Any]]


def garment_png(image: np.ndarray, pixel: int) -> bytes:
    """An image, uint8 (h, w) or float (h, w) in 0..1, as the article draws it: ``gray_r``.

    Each of its pixels becomes a square of ``pixel`` screen pixels.
    """
    if image.dtype != np.uint8:
        image = (image * 255).round().astype(np.uint8)
    picture = Image.fromarray(255 - image).resize(
        (image.shape[1] * pixel, image.shape[0] * pixel), Image.Resampling.NEAREST
    )
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def percent(share: float) -> str:
    """A share of 0..1 in words short enough for a label, never rounded up to certainty."""
    # The spaces do not break: a unit stays with its number.
    if 0 < share < 0.01:
        return "<1\N{NO-BREAK SPACE}%"
    if share >= 0.995:
        return ">99\N{NO-BREAK SPACE}%"
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def learning_curve(figure: str, history: History, trace: Sequence[TracePoint] = ()) -> Chart:
    """``loss`` or ``accuracy`` in training and validation by epoch, the best epoch marked.

    With a trace, the training curve also shows what happened within the epochs.
    """
    scale = 100 if figure == "accuracy" else 1
    rows: list[dict[str, Any]] = []

    def add(series: str, epoch: float, value: float) -> None:
        rows.append({"series": series, "epoch": epoch, "value": round(scale * value, 4)})

    for point in trace or history.epochs:
        add("Training", point.epoch, getattr(point, figure))
    for result in history.epochs:
        add("Validation", result.epoch, getattr(result, f"val_{figure}"))
    best = history.best
    if best:
        add("Best", best.epoch, getattr(best, f"val_{figure}"))
    title = "Accuracy, %" if figure == "accuracy" else "Loss, nats"
    alt = f"{figure.capitalize()} by epoch in training and validation"
    if best:
        value = scale * getattr(best, f"val_{figure}")
        shown = f"{value:.1f} %" if figure == "accuracy" else f"{value:.3f}"
        alt += f"; best in epoch {best.epoch} with a validation {figure} of {shown}"
    # Whole epochs: a live chart changes its axis once an epoch rather than at every point.
    last = max([1, *(math.ceil(row["epoch"]) for row in rows)])
    return Chart(_learning_curve_spec(title, last), alt + ".", rows)


def _learning_curve_spec(title: str, last_epoch: int) -> dict[str, Any]:
    color = {
        "field": "series",
        "type": "nominal",
        "title": None,
        "scale": {"domain": ["Training", "Validation"]},
        "legend": {"orient": "top"},
    }
    tooltip = [
        {"field": "series", "title": "On"},
        {"field": "epoch", "format": ".1f", "title": "Epoch"},
        {"field": "value", "format": ".3f", "title": title},
    ]

    def only(series: str) -> list[dict[str, str]]:
        return [{"filter": f"datum.series === '{series}'"}]

    return {
        "height": 260,
        "encoding": {
            "x": {
                "field": "epoch",
                "type": "quantitative",
                "title": "Epoch",
                "axis": {"tickMinStep": 1, "format": "d", "grid": False},
                "scale": {"nice": False, "domain": [0, last_epoch]},
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "title": title,
                "scale": {"zero": False},
            },
        },
        "layer": [
            {
                "transform": only("Best"),
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": "gray"},
                "encoding": {"y": None, "x": {"field": "epoch", "type": "quantitative"}},
            },
            {
                "transform": only("Training"),
                "mark": {"type": "line", "strokeWidth": 2},
                "encoding": {"color": color, "tooltip": tooltip},
            },
            {
                "transform": only("Validation"),
                "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 45}},
                "encoding": {"color": color, "tooltip": tooltip},
            },
            {
                "transform": only("Best"),
                "mark": {"type": "point", "size": 180, "strokeWidth": 2, "filled": False},
                "encoding": {"tooltip": tooltip},
            },
        ],
    }


def confusion_heat_map(matrix: np.ndarray) -> Chart:
    """Counts (10, 10) of garments by true class (rows) and answer (columns)."""
    rows = [
        {
            "truth": CLASS_NAMES[truth],
            "answer": CLASS_NAMES[answer],
            "count": int(matrix[truth, answer]),
            "share": round(100 * matrix[truth, answer] / max(1, matrix[truth].sum()), 1),
        }
        for truth in range(len(CLASS_NAMES))
        for answer in range(len(CLASS_NAMES))
    ]
    axis = {"type": "nominal", "sort": None}
    spec = {
        "height": {"step": 34},
        "encoding": {
            "y": {**axis, "field": "truth", "title": "True class"},
            "x": {
                **axis,
                "field": "answer",
                "title": "Answer",
                "axis": {"labelAngle": -40, "labelOverlap": False},
            },
        },
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 3},
                "encoding": {
                    # By opacity, so that the lowest melts into a light and into a dark page.
                    "opacity": {
                        "field": "share",
                        "type": "quantitative",
                        "scale": {"type": "sqrt", "domain": [0, 100], "range": [0, 0.75]},
                        "legend": None,
                    },
                    "tooltip": [
                        {"field": "truth", "title": "True class"},
                        {"field": "answer", "title": "Answer"},
                        {"field": "count", "title": "Garments"},
                        {"field": "share", "title": "Of the class, %"},
                    ],
                },
            },
            {
                "transform": [{"filter": "datum.count > 0"}],
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {
                    "text": {"field": "count"},
                    "color": {
                        "condition": {"test": "datum.share > 30", "value": "#0e1516"},
                        "value": "#858b8a",
                    },
                },
            },
        ],
    }
    off_diagonal = matrix - np.diag(np.diag(matrix))
    truth, answer = np.unravel_index(off_diagonal.argmax(), matrix.shape)
    alt = (
        f"Validation garments by true class and answer; most often mixed up: "
        f"{CLASS_NAMES[truth]} called {CLASS_NAMES[answer]}, {off_diagonal.max()} times."
    )
    return Chart(spec, alt, rows)


def loss_curve_png(history: History) -> bytes:
    """The article's figure: training and validation loss by epoch, for a report or a slide."""
    # Half a second to import: only who downloads a figure waits for it.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4), dpi=160, layout="constrained")
    axes = figure.subplots()
    epochs = [result.epoch for result in history.epochs]
    axes.plot(epochs, [result.loss for result in history.epochs], "o-", label="training")
    axes.plot(epochs, [result.val_loss for result in history.epochs], "o-", label="validation")
    best = history.best
    assert best is not None, "a curve has at least one epoch"
    axes.axvline(best.epoch, linestyle="--", color="gray", label=f"best: epoch {best.epoch}")
    axes.set(xlabel="epoch", ylabel="loss, nats", xticks=epochs)
    axes.legend()
    return _png(figure)


def answer_png(image: np.ndarray, probabilities: np.ndarray, truth: str) -> bytes:
    """The article's pair of figures: a garment in ``gray_r`` and its ten probabilities."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.6), dpi=160, layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 2))
    left.imshow(image, cmap="gray_r")
    left.set(title=truth, xticks=[], yticks=[])
    right.bar(range(1, len(CLASS_NAMES) + 1), probabilities)
    right.set(xlabel="class", ylabel="probability", ylim=(0, 1))
    right.set_xticks(range(1, len(CLASS_NAMES) + 1), CLASS_NAMES, rotation=40, ha="right")
    return _png(figure)


def _png(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()
