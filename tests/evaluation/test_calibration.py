import numpy as np
import pytest

from cnn.evaluation.calibration import (
    at_temperature,
    expected_calibration_error,
    fit_temperature,
    halves,
    reliability,
)
from cnn.evaluation.metrics import score


def sure_of_the_first_class(*confidences: float) -> np.ndarray:
    """Probabilities (n, 10) with these for class 0, the others sharing the rest."""
    rest = (1 - np.array(confidences)[:, np.newaxis]) / 9
    return np.hstack([np.array(confidences)[:, np.newaxis], np.repeat(rest, 9, axis=1)])


def drawn(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities (n, 10) that are calibrated, since the labels are drawn from them."""
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.full(10, 0.2), count)
    ends = probabilities.cumsum(axis=1)
    return probabilities, (rng.random((count, 1)) > ends).sum(axis=1).clip(0, 9)


def test_the_calibration_error_of_a_case_on_paper() -> None:
    probabilities = sure_of_the_first_class(0.95, 0.95, 0.95, 0.95, 0.65)
    labels = np.array([0, 0, 0, 3, 0])
    bins = reliability(probabilities, labels)
    assert len(bins) == 15
    low, high = (bin for bin in bins if bin.count)
    assert (low.count, low.accuracy, high.count, high.accuracy) == (1, 1, 4, 0.75)
    assert low.confidence == pytest.approx(0.65)
    assert high.confidence == pytest.approx(0.95)
    # Four of five garments are off by 0.20, one by 0.35.
    assert expected_calibration_error(bins) == pytest.approx(0.8 * 0.20 + 0.2 * 0.35)


def test_bins_have_equal_widths_and_contain_their_upper_end() -> None:
    bins = reliability(sure_of_the_first_class(0.5, 0.51, 1.0), np.zeros(3, int), bins=4)
    assert [(bin.low, bin.high, bin.count) for bin in bins] == [
        (0, 0.25, 0),
        (0.25, 0.5, 1),
        (0.5, 0.75, 1),
        (0.75, 1, 1),
    ]


def test_a_bin_without_garments_is_all_zeros_and_changes_nothing() -> None:
    bins = reliability(sure_of_the_first_class(0.7), np.array([0]))
    assert (bins[0].count, bins[0].confidence, bins[0].accuracy) == (0, 0, 0)
    assert expected_calibration_error(bins) == pytest.approx(0.3)
    assert expected_calibration_error(bins[:3]) == 0


def test_temperature_one_changes_nothing() -> None:
    probabilities = np.random.default_rng(1).dirichlet(np.ones(10), 50)
    np.testing.assert_allclose(at_temperature(probabilities, 1), probabilities, rtol=1e-9)


def test_a_temperature_takes_a_root_of_the_probabilities() -> None:
    probabilities = np.random.default_rng(2).dirichlet(np.ones(10), 50)
    roots = np.sqrt(probabilities)
    expected = roots / roots.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(at_temperature(probabilities, 2), expected)


def test_a_temperature_keeps_the_answers_and_moves_the_confidence() -> None:
    probabilities, _ = drawn(500)
    for temperature, direction in ((0.5, 1), (3, -1)):
        scaled = at_temperature(probabilities, temperature)
        np.testing.assert_array_equal(scaled.argmax(axis=1), probabilities.argmax(axis=1))
        assert (direction * (scaled.max(axis=1) - probabilities.max(axis=1)) > -1e-9).all()


def test_a_probability_of_zero_stays_finite() -> None:
    certain = np.eye(10, dtype=np.float32)[[3]]
    scaled = at_temperature(certain, 4)
    assert np.isfinite(scaled).all()
    assert scaled.argmax() == 3
    assert np.isfinite(fit_temperature(certain, np.array([5])))


@pytest.mark.parametrize("distortion", [0.5, 1.0, 2.5])
def test_the_fit_finds_the_temperature_that_undoes_a_distortion(distortion: float) -> None:
    probabilities, labels = drawn(20_000)
    distorted = at_temperature(probabilities, 1 / distortion)
    assert fit_temperature(distorted, labels) == pytest.approx(distortion, rel=0.03)


def test_the_fitted_temperature_has_the_lowest_loss_and_a_lower_error() -> None:
    probabilities, labels = drawn(5000, seed=3)
    overconfident = at_temperature(probabilities, 0.5)
    fitted = fit_temperature(overconfident, labels)
    losses = [
        score(at_temperature(overconfident, temperature), labels).loss
        for temperature in (fitted, 0.9 * fitted, 1.1 * fitted)
    ]
    assert min(losses) == losses[0]
    before, after = (
        expected_calibration_error(reliability(given, labels))
        for given in (overconfident, at_temperature(overconfident, fitted))
    )
    assert after < before / 3


def test_the_halves_are_disjoint_together_all_and_have_all_classes() -> None:
    labels = np.random.default_rng(4).permutation(np.repeat(np.arange(10), 6))
    first, second = halves(labels)
    assert sorted([*first, *second]) == list(range(60))
    for half in (first, second):
        assert np.bincount(labels[half]).tolist() == [3] * 10
    np.testing.assert_array_equal(halves(labels)[0], first)
