"""How the weights of a network are distributed, before and after training."""

import numpy as np

from cnn.plots.chart import Chart, field

BINS = 81
"""Odd, so that one of them has 0 in its middle."""

SHOWN = 0.999
"""The share of all weights that the axis reaches: a few are far out."""


def weight_histogram(weights: np.ndarray, limit: float, top: float) -> Chart:
    """The distribution of weights float (n,) from ``-limit`` to ``limit``, up to a share of ``top``
    in one bin.
    """
    shares, edges = _shares(weights, limit)
    rows = [
        {"from": round(float(low), 5), "to": round(float(high), 5), "share": float(share)}
        for low, high, share in zip(edges[:-1], edges[1:], shares, strict=True)
    ]
    sentence = f"{len(weights):,} weights, mean {weights.mean():.4f}, deviation {weights.std():.4f}"
    scale = {"domain": [-limit, limit], "nice": False}
    spec = {
        "height": 180,
        "mark": {"type": "bar", "binSpacing": 0},
        "encoding": {
            "x": field("from", "quantitative", "Weight")
            | {"bin": {"binned": True}, "scale": scale},
            "x2": {"field": "to"},
            "y": field("share", "quantitative", "Share")
            | {"axis": {"format": ".0%"}, "scale": {"domain": [0, top]}},
        },
    }
    return Chart(spec, rows, f"Histogram of {sentence}.")


def common_axes(*distributions: np.ndarray) -> tuple[float, float]:
    """The limit and the top that show all of these weights, each float (n,)."""
    limit = max(float(np.quantile(np.abs(weights), SHOWN)) for weights in distributions)
    top = max(float(_shares(weights, limit)[0].max()) for weights in distributions)
    return limit, top


def _shares(weights: np.ndarray, limit: float) -> tuple[np.ndarray, np.ndarray]:
    counts, edges = np.histogram(weights, BINS, (-limit, limit))
    return counts / len(weights), edges
