"""A chart of the garments whose labels are in doubt."""

import numpy as np

from cnn.data.labels import CLASS_NAMES
from cnn.plots.chart import MID_GRAY, Chart, Spec, field

STEP = 20
"""Height of a bar with its gap, in pixels."""


def suspects_chart(suspects: np.ndarray, garments: np.ndarray) -> Chart:
    """Bars of the suspects of each label, of which there are so many garments; both int (10,)."""
    rows = [
        {"label": name, "suspects": int(count), "share": round(count / max(1, among), 4)}
        for name, count, among in zip(CLASS_NAMES, suspects, garments, strict=True)
    ]
    counts = ", ".join(f"{row['label']} {row['suspects']:,}" for row in rows)
    return Chart(_spec(), rows, f"Suspects by label: {counts}.")


def _spec() -> Spec:
    label = field("label", "nominal", None)
    suspects = field("suspects", "quantitative", "Suspects")
    share = field("share", "quantitative", "Share of this label") | {"format": ".1%"}
    return {
        "height": {"step": STEP},
        "encoding": {
            "y": label | {"sort": CLASS_NAMES, "axis": {"labelFlush": False}},
            "x": suspects | {"axis": None},
            "tooltip": [label | {"title": "Label"}, suspects, share],
        },
        "layer": [
            {"mark": {"type": "bar", "cornerRadius": 3}},
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "color": MID_GRAY},
                "encoding": {"text": suspects | {"format": ","}},
            },
        ],
    }
