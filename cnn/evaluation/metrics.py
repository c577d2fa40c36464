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


def confusion_matrix(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Counts int (10, 10): rows are true classes, columns are predicted classes."""
    from sklearn import metrics

    matrix: np.ndarray = metrics.confusion_matrix(
        labels, probabilities.argmax(axis=1), labels=range(len(CLASS_NAMES))
    )
    return matrix
