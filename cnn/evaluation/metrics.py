"""Metrics of a classifier, computed from its probabilities and the true labels."""

from dataclasses import dataclass

import numpy as np

from cnn.data.labels import CLASS_NAMES


@dataclass(frozen=True)
class Score:
    """``loss``: mean cross-entropy in nats; ``accuracy``: 0..1."""

    loss: float
    accuracy: float


def score(probabilities: np.ndarray, labels: np.ndarray) -> Score:
    """Cross-entropy and accuracy of probabilities float (n, 10) for the true labels int (n,).

    The loss is finite even if a true class has probability 0: scikit-learn clips probabilities at
    the epsilon of their dtype.
    """
    # Takes a second to import, and the first page needs no metrics.
    from sklearn.metrics import accuracy_score, log_loss

    return Score(
        float(log_loss(labels, probabilities, labels=range(len(CLASS_NAMES)))),
        float(accuracy_score(labels, probabilities.argmax(axis=1))),
    )


@dataclass(frozen=True)
class ClassScore:
    """How well one class is recognized, 0..1."""

    precision: float
    """The share of the garments that are called so which are so."""
    recall: float
    """The share of the garments that are so which are called so."""
    f1: float
    """The harmonic mean of both."""


def class_scores(probabilities: np.ndarray, labels: np.ndarray) -> list[ClassScore]:
    """Of probabilities float (n, 10) for the true labels int (n,), in class order.

    What cannot be divided is 0: the precision of a class that is never predicted.
    """
    from sklearn.metrics import precision_recall_fscore_support

    columns = precision_recall_fscore_support(
        labels, probabilities.argmax(axis=1), labels=range(len(CLASS_NAMES)), zero_division=0.0
    )
    return [ClassScore(*map(float, row)) for row in zip(*columns[:3], strict=True)]


def most_frequent_mistakes(matrix: np.ndarray, count: int) -> list[tuple[int, int, int]]:
    """True class, predicted class and number of garments, from a confusion matrix int (10, 10)."""
    mistakes = matrix * (1 - np.eye(len(matrix), dtype=matrix.dtype))
    order = np.argsort(-mistakes, axis=None, kind="stable")[:count]
    places = zip(*np.unravel_index(order, mistakes.shape), strict=True)
    return [(int(a), int(b), int(mistakes[a, b])) for a, b in places if mistakes[a, b]]


def confusion_matrix(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Counts int (10, 10): rows are true classes, columns are predicted classes."""
    from sklearn import metrics

    matrix: np.ndarray = metrics.confusion_matrix(
        labels, probabilities.argmax(axis=1), labels=range(len(CLASS_NAMES))
    )
    return matrix
