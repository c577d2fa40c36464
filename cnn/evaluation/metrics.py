"""How good a classifier is, from its probabilities and the true labels. Needs no TensorFlow."""

import numpy as np

from cnn.data.labels import CLASS_NAMES
from cnn.runs.record import Score

SMALLEST_PROBABILITY = 1e-7
"""Keras's epsilon: keeps the logarithm of a certain mistake finite."""


def score(probabilities: np.ndarray, labels: np.ndarray) -> Score:
    """Mean cross-entropy and accuracy of (n, 10) probabilities against (n,) labels."""
    of_truth = probabilities[np.arange(len(labels)), labels]
    loss = -np.log(np.clip(of_truth, SMALLEST_PROBABILITY, 1)).mean()
    return Score(float(loss), float((probabilities.argmax(axis=1) == labels).mean()))


def confusion_matrix(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Counts (10, 10): how often a garment of class ``row`` was called ``column``."""
    matrix = np.zeros((len(CLASS_NAMES), len(CLASS_NAMES)), int)
    np.add.at(matrix, (labels, probabilities.argmax(axis=1)), 1)
    return matrix
