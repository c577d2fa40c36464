"""A chart of which classes a model confuses."""

import numpy as np

from cnn.data.labels import CLASS_NAMES
from cnn.plots.chart import MID_GRAY, Chart, Spec, field

CELL = "cell"
"""Names the cell that was clicked; it has the fields LABEL and PREDICTION."""

LABEL, PREDICTION = "label", "prediction"


def confusion_heat_map(matrix: np.ndarray, *, shares: bool = False) -> Chart:
    """Counts int (10, 10) of garments by label (rows) and prediction (columns).

    With ``shares``, the cells have the shares of their row instead of the counts.
    """
    rows = [
        {
            LABEL: CLASS_NAMES[label],
            PREDICTION: CLASS_NAMES[prediction],
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
    return Chart(_confusion_spec(shares), rows, f"{sentence}.")


def _confusion_spec(shares: bool) -> Spec:
    label = field(LABEL, "nominal", "Label")
    prediction = field(PREDICTION, "nominal", "Prediction")
    count = field("count", "quantitative", "Garments")
    share = field("share", "quantitative", "Share of this label")
    return {
        "height": {"step": 34},
        "encoding": {
            "y": label | {"sort": CLASS_NAMES, "axis": {"labelFlush": False}},
            # In view before the rows are, of which a low window has not all.
            "x": prediction
            | {
                "sort": CLASS_NAMES,
                "axis": {"orient": "top", "labelAngle": -40, "labelOverlap": False},
            },
            "tooltip": [label, prediction, count | {"format": ","}, share | {"format": ".1%"}],
        },
        "layer": [
            {
                "params": [
                    {"name": CELL, "select": {"type": "point", "fields": [LABEL, PREDICTION]}}
                ],
                "mark": {"type": "rect", "cornerRadius": 3, "cursor": "pointer"},
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
                "encoding": {"text": share | {"format": ".1%"} if shares else count},
            },
        ],
    }
