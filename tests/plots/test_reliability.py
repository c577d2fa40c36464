import numpy as np
import pytest

from cnn.evaluation.calibration import Bin, reliability
from cnn.plots.reliability import confidence_histogram, reliability_diagram

BINS = [Bin(0.0, 0.5, 0, 0.0, 0.0), Bin(0.5, 1.0, 4, 0.9, 0.75)]


def test_a_bin_without_garments_has_no_bar() -> None:
    bars = [row for row in reliability_diagram(BINS).rows if "count" in row]
    assert bars == [{"from": 0.5, "to": 1.0, "confidence": 0.9, "accuracy": 0.75, "count": 4}]


def test_the_diagonal_is_drawn_from_corner_to_corner() -> None:
    corners = [row for row in reliability_diagram(BINS).rows if "count" not in row]
    assert [(row["from"], row["accuracy"]) for row in corners] == [(0, 0), (1, 1)]


def test_the_diagram_is_described_with_its_error() -> None:
    assert reliability_diagram(BINS).alt == (
        "Accuracy in 2 bins of confidence; expected calibration error 15.0%; 100% of the garments "
        "are in bins where the model is surer than it is right."
    )


def test_the_histogram_has_all_bins_and_names_the_fullest() -> None:
    chart = confidence_histogram(BINS)
    assert [row["count"] for row in chart.rows] == [0, 4]
    assert chart.alt == "4 garments by confidence; most of them, 4, from 50% to 100%."


def test_both_charts_have_the_same_horizontal_axis() -> None:
    bins = reliability(np.random.default_rng(0).dirichlet(np.ones(10), 30), np.zeros(30, int))
    diagram = reliability_diagram(bins).spec["layer"]
    counts = confidence_histogram(bins).spec["encoding"]
    for encoding in (*(layer["encoding"] for layer in diagram), counts):
        assert encoding["x"]["scale"]["domain"] == [0, 1]
        assert encoding["y"]["axis"]["minExtent"] == counts["y"]["axis"]["minExtent"]


def test_no_garments_are_no_error() -> None:
    empty = [Bin(0.0, 1.0, 0, 0.0, 0.0)]
    assert "error 0.0%; 0% of the garments" in reliability_diagram(empty).alt
    assert confidence_histogram(empty).rows[0]["count"] == pytest.approx(0)
