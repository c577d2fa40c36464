"""A chart of how accuracy falls with the strength of a corruption."""

from collections.abc import Sequence

from cnn.evaluation.corruptions import STRENGTHS, Corruption
from cnn.evaluation.robustness import UNCHANGED, Robustness
from cnn.plots.chart import MID_GRAY, Chart, Row, Spec, field
from cnn.plots.learning_curves import RUN_COLORS, RUN_SHAPES

HEIGHT = 140
"""With its axes, in pixels."""

DASHES = ([1, 0], [5, 3])
"""Of the lines of the first and of the second model: solid and dashed."""

Measured = tuple[str, Robustness]
"""A model's name and its result."""


def accuracy_by_strength(
    kind: Corruption, models: Sequence[Measured], names: Sequence[str], strength: int
) -> Chart:
    """The accuracy of one or two models in a kind of corruption, beginning with strength 0, the
    unchanged garments; the chosen strength is marked.

    Args:
        kind: the corruption.
        models: those that have a result so far.
        names: all models, in the order of their colors.
        strength: 1..5.
    """
    rows: list[Row] = [{"mark": kind.at(strength)}]
    for name, result in models:
        accuracies = [result.accuracy[UNCHANGED]]
        accuracies += [result.accuracy[kind.name, level] for level in kind.strengths]
        rows += [
            {
                "model": name,
                "strength": level,
                "accuracy": round(accuracy, 4),
                "how": kind.in_words(level) if level else UNCHANGED[0],
                "garments": result.garments,
            }
            for level, accuracy in enumerate(accuracies)
        ]
    return Chart(_spec(names, len(kind.strengths)), rows, _in_words(kind, models))


def _in_words(kind: Corruption, models: Sequence[Measured]) -> str:
    ends = "; ".join(
        f"{name}: from {result.accuracy[UNCHANGED]:.0%} to "
        f"{result.accuracy[kind.name, kind.strengths[-1]]:.0%}"
        for name, result in models
    )
    how = f"{kind.name}, accuracy up to strength {len(kind.strengths)}"
    if len(kind.strengths) == 1:
        how = f"{kind.name}, accuracy without and with it"
    return f"{how}; {ends}." if ends else f"{how}: not measured yet."


def _spec(names: Sequence[str], strongest: int) -> Spec:
    name = field("model", "nominal", "Model")
    strength = field("strength", "quantitative", None) | {
        "axis": {
            "values": [0, *STRENGTHS[:strongest]],
            "format": "d",
            "grid": False,
            "labelFlush": False,
        },
        "scale": {"domain": [0, strongest], "nice": False, "padding": 8},
    }
    accuracy = field("accuracy", "quantitative", None) | {
        "axis": {"format": ".0%", "values": [0, 0.5, 1]},
        "scale": {"domain": [0, 1]},
    }
    color = {"scale": {"domain": names, "range": RUN_COLORS[:2]}, "legend": None}
    dash = {"scale": {"domain": names, "range": DASHES}, "legend": None}
    shape = {"scale": {"domain": names, "range": RUN_SHAPES[:2]}, "legend": None}
    tooltip = [
        name,
        field("how", "nominal", "Garments"),
        field("accuracy", "quantitative", "Accuracy") | {"format": ".1%"},
        field("garments", "quantitative", "Measured on") | {"format": ","},
    ]
    measured = [{"filter": "isValid(datum.model)"}]
    line = {"x": strength, "y": accuracy, "color": name | color}
    return {
        "height": HEIGHT,
        "layer": [
            {
                "transform": [{"filter": "isValid(datum.mark)"}],
                "mark": {"type": "rule", "color": MID_GRAY, "strokeDash": [2, 3], "aria": False},
                "encoding": {"x": strength | {"field": "mark"}},
            },
            {
                "transform": measured,
                "mark": {"type": "line", "strokeWidth": 2, "aria": False},
                "encoding": line | {"strokeDash": name | dash},
            },
            {
                "transform": measured,
                "mark": {"type": "point", "filled": True, "size": 40, "opacity": 1},
                "encoding": line | {"shape": name | shape, "tooltip": tooltip},
            },
        ],
    }
