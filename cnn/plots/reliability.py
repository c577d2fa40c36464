"""Charts of how often a model is right, by how sure it is."""

from cnn.evaluation.calibration import Bin, expected_calibration_error
from cnn.plots.chart import MID_GRAY, Chart, Row, Spec, field
from cnn.plots.learning_curves import RUN_COLORS

GAP_COLOR = RUN_COLORS[1]

AXIS_WIDTH = 46
"""Of both charts' y-axes in pixels, so that their bins are below each other."""

HEIGHT, COUNT_HEIGHT = 360, 190
"""With their axes, in pixels."""


def reliability_diagram(bins: list[Bin]) -> Chart:
    """Accuracy in bins of confidence, with the diagonal on which a calibrated model would be, and
    with the gap between them.
    """
    error = expected_calibration_error(bins)
    filled = [row for row in _rows(bins) if row["count"]]
    surer = sum(bin.count for bin in bins if bin.confidence > bin.accuracy)
    share = surer / max(1, sum(bin.count for bin in bins))
    rows: list[Row] = [*filled, {"from": 0.0, "accuracy": 0.0}, {"from": 1.0, "accuracy": 1.0}]
    alt = (
        f"Accuracy in {len(bins)} bins of confidence; expected calibration error {error:.1%}; "
        f"{share:.0%} of the garments are in bins where the model is surer than it is right."
    )
    return Chart(_diagram_spec(), rows, alt)


def confidence_histogram(bins: list[Bin]) -> Chart:
    """How many garments are in each bin of confidence."""
    garments = sum(bin.count for bin in bins)
    most = max(bins, key=lambda bin: bin.count)
    alt = (
        f"{garments:,} garments by confidence; most of them, {most.count:,}, from "
        f"{most.low:.0%} to {most.high:.0%}."
    )
    spec = {
        "height": COUNT_HEIGHT,
        "mark": {"type": "bar", "binSpacing": 1, "color": MID_GRAY},
        "encoding": {
            "x": _bin_axis("Confidence"),
            "x2": {"field": "to"},
            "y": field("count", "quantitative", "Garments")
            | {
                "axis": {"format": "~s", "tickCount": 3, "minExtent": AXIS_WIDTH},
                # Stays the same when the garments move to other bins.
                "scale": {"domain": [0, garments], "nice": False},
                "stack": None,
            },
            "tooltip": _tooltip(),
        },
    }
    return Chart(spec, _rows(bins), alt)


def _rows(bins: list[Bin]) -> list[Row]:
    return [
        {
            "from": round(bin.low, 5),
            "to": round(bin.high, 5),
            "confidence": round(bin.confidence, 5),
            "accuracy": round(bin.accuracy, 5),
            "count": bin.count,
        }
        for bin in bins
    ]


def _diagram_spec() -> Spec:
    accuracy = field("accuracy", "quantitative", "Accuracy") | {
        "axis": {"format": ".0%", "tickCount": 5, "minExtent": AXIS_WIDTH},
        "scale": {"domain": [0, 1]},
        "stack": None,
    }
    bars = {"filter": "isValid(datum.count)"}
    return {
        "height": HEIGHT,
        "layer": [
            {
                "transform": [bars],
                "mark": {"type": "bar", "binSpacing": 1, "color": RUN_COLORS[0], "opacity": 0.75},
                "encoding": {
                    "x": _bin_axis("Confidence"),
                    "x2": {"field": "to"},
                    "y": accuracy,
                    "tooltip": _tooltip(),
                },
            },
            {
                "transform": [{"filter": "!isValid(datum.count)"}],
                "mark": {"type": "line", "strokeDash": [5, 4], "color": MID_GRAY, "aria": False},
                "encoding": {"x": _axis("from", "Confidence"), "y": accuracy},
            },
            {
                "transform": [bars],
                "mark": {"type": "rule", "strokeWidth": 3, "color": GAP_COLOR, "aria": False},
                "encoding": {
                    "x": _axis("confidence", "Confidence"),
                    "y": accuracy,
                    "y2": {"field": "confidence"},
                },
            },
        ],
    }


def _bin_axis(title: str) -> Spec:
    return _axis("from", title) | {"bin": {"binned": True}}


def _axis(column: str, title: str) -> Spec:
    return field(column, "quantitative", title) | {
        "axis": {"format": ".0%", "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "grid": False},
        "scale": {"domain": [0, 1], "nice": False},
    }


def _tooltip() -> list[Spec]:
    share = {"format": ".1%"}
    return [
        field("from", "quantitative", "Above") | share,
        field("to", "quantitative", "Up to") | share,
        field("confidence", "quantitative", "Mean confidence") | share,
        field("accuracy", "quantitative", "Accuracy") | share,
        field("count", "quantitative", "Garments") | {"format": ","},
    ]
