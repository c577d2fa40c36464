"""Whether a classifier is as often right as it is sure, and the temperature that makes it so.

After C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger: On Calibration of Modern Neural Networks,
ICML 2017, https://arxiv.org/abs/1706.04599
"""

from dataclasses import dataclass

import numpy as np

BINS = 15
"""As many as in the article."""

SEED = 42
"""Of the split in two halves, the same for all models."""

LOWEST, HIGHEST = 0.05, 20.0
"""Between these, the temperature is looked for."""


@dataclass(frozen=True)
class Bin:
    """The garments that a model is about equally sure of."""

    low: float
    """Not part of the bin, unlike ``high``; both 0..1."""
    high: float
    count: int
    confidence: float
    """The mean of the highest probabilities, 0..1; 0 without garments."""
    accuracy: float
    """The share of right answers, 0..1; 0 without garments."""


def reliability(probabilities: np.ndarray, labels: np.ndarray, bins: int = BINS) -> list[Bin]:
    """Bins of equal width from 0 to 1, of probabilities float (n, 10) for labels int (n,)."""
    confidences = probabilities.max(axis=1).astype(np.float64)
    correct = probabilities.argmax(axis=1) == labels
    edges = np.linspace(0, 1, bins + 1)
    places = np.digitize(confidences, edges[1:-1], right=True)
    counts, sums, hits = (
        np.bincount(places, weights, bins) for weights in (None, confidences, correct)
    )
    garments = np.maximum(counts, 1)
    columns = (edges[:-1], edges[1:], counts, sums / garments, hits / garments)
    return [
        Bin(float(low), float(high), int(count), float(confidence), float(accuracy))
        for low, high, count, confidence, accuracy in zip(*columns, strict=True)
    ]


def expected_calibration_error(bins: list[Bin]) -> float:
    """By how much confidence and accuracy differ, 0..1: the mean over all garments of their bin's
    difference.
    """
    garments = sum(bin.count for bin in bins)
    gaps = sum(bin.count * abs(bin.confidence - bin.accuracy) for bin in bins)
    return gaps / garments if garments else 0.0


def at_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities float (n, 10) as they are once the logits are divided by ``temperature``.

    Above 1, the model becomes less sure, below 1 surer. The logarithms of the probabilities differ
    from the logits by one number for each garment, which softmax does not see.

    Returns:
        float64 (n, 10).
    """
    from scipy.special import softmax

    scaled: np.ndarray = softmax(_logits(probabilities) / temperature, axis=1)
    return scaled


def fit_temperature(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The temperature, 0.05..20, with the lowest cross-entropy of probabilities float (n, 10) for
    labels int (n,).
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    logits = _logits(probabilities)
    rows = np.arange(len(labels))

    def cross_entropy(logarithm: float) -> float:
        scaled = log_softmax(logits / np.exp(logarithm), axis=1)
        return -float(scaled[rows, labels].mean())

    found = minimize_scalar(
        cross_entropy, bounds=(np.log(LOWEST), np.log(HIGHEST)), method="bounded"
    )
    return float(np.exp(found.x))


def halves(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Splits garments with labels int (n,) in two halves with all classes, always the same.

    Returns:
        The indices of both, ascending, int (n // 2,) and int (n - n // 2,).
    """
    from sklearn.model_selection import train_test_split

    first, second = train_test_split(
        np.arange(len(labels)), test_size=0.5, stratify=labels, random_state=SEED
    )
    return np.sort(first), np.sort(second)


def _logits(probabilities: np.ndarray) -> np.ndarray:
    # A probability that has been rounded to 0 counts as the smallest one that is not.
    smallest = np.finfo(np.float32).tiny
    found: np.ndarray = np.log(np.maximum(probabilities.astype(np.float64), smallest))
    return found
