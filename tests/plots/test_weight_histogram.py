import numpy as np
import pytest

from cnn.plots.weight_histogram import BINS, common_axes, weight_histogram


def test_the_bars_are_shares_of_all_weights() -> None:
    weights = np.array([0.0, 0.0, 0.0, 0.9])
    chart = weight_histogram(weights, limit=1.0, top=1.0)
    assert len(chart.rows) == BINS
    assert sorted(row["share"] for row in chart.rows if row["share"]) == [0.25, 0.75]
    assert chart.alt == "Histogram of 4 weights, mean 0.2250, deviation 0.3897."


def test_a_weight_beyond_the_limit_still_counts() -> None:
    chart = weight_histogram(np.array([0.0, 5.0]), limit=1.0, top=1.0)
    assert sum(row["share"] for row in chart.rows) == pytest.approx(0.5)


def test_two_distributions_have_the_same_axes() -> None:
    rng = np.random.default_rng(1)
    narrow, wide = rng.normal(0, 0.05, 9000), rng.normal(0, 0.5, 9000)
    limit, top = common_axes(narrow, wide)
    assert limit == pytest.approx(np.quantile(np.abs(wide), 0.999))
    assert top > 0.1, "the narrow one is high"
    spec = weight_histogram(narrow, limit, top).spec["encoding"]
    assert spec["x"]["scale"]["domain"] == [-limit, limit]
    assert spec["y"]["scale"]["domain"] == [0, top]
