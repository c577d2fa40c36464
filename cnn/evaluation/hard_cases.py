"""The garments that are hard for a model, and the four classes that look alike.

Probabilities are float (n, 10), labels int (n,); indices are of garments, int (m,).
"""

import numpy as np

from cnn.data.labels import CLASS_NAMES

LOOK_ALIKES = [CLASS_NAMES.index(name) for name in ("T-shirt/top", "Pullover", "Coat", "Shirt")]
"""The classes of Fashion-MNIST that have sleeves, a neck and the same outline."""


def surest_mistakes(probabilities: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """The wrong answers with the highest probability, the surest first; fewer if there are not
    so many.
    """
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    return _first(wrong, -probabilities[wrong].max(axis=1), count)


def least_sure_right(probabilities: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """The right answers with the lowest probability, the least sure first; fewer if there are not
    so many.
    """
    right = np.flatnonzero(probabilities.argmax(axis=1) == labels)
    return _first(right, probabilities[right].max(axis=1), count)


def least_decided(probabilities: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """Garments of the classes that look alike, of which the model can least decide between these
    classes: the entropy of its four probabilities is highest.
    """
    # Takes a moment to import.
    from scipy.special import entr

    alike = np.flatnonzero(np.isin(labels, LOOK_ALIKES))
    entropy = entr(probabilities[alike][:, LOOK_ALIKES]).sum(axis=1)
    return _first(alike, -entropy, count)


def look_alike_shares(matrix: np.ndarray) -> np.ndarray:
    """What the garments of the four classes are taken for, float (4, 5), each row 1 in all.

    Args:
        matrix: a confusion matrix, int (10, 10).

    Returns:
        Of each class the shares, 0..1, called each of the four and anything else; a row of zeros
        for a class without garments.
    """
    rows = matrix[LOOK_ALIKES]
    four = rows[:, LOOK_ALIKES]
    others = rows.sum(axis=1) - four.sum(axis=1)
    shares: np.ndarray = np.column_stack([four, others]) / rows.sum(axis=1, keepdims=True).clip(1)
    return shares


def look_alike_mistakes(matrix: np.ndarray) -> tuple[int, int]:
    """How many mistakes of a confusion matrix, int (10, 10), take one of the four classes for
    another one of them, and how many mistakes there are in all.
    """
    mistakes = matrix - np.diag(np.diag(matrix))
    return int(mistakes[LOOK_ALIKES][:, LOOK_ALIKES].sum()), int(mistakes.sum())


def mean_image(images: np.ndarray, labels: np.ndarray, label: int) -> np.ndarray | None:
    """The mean of a class's images uint8 (n, h, w), float (h, w) in 0..1; ``None`` without any."""
    of_class = images[labels == label]
    return of_class.mean(axis=0) / 255 if len(of_class) else None


def _first(indices: np.ndarray, ranks: np.ndarray, count: int) -> np.ndarray:
    """The ``count`` with the lowest ranks; among equal ones in the order of the dataset."""
    return indices[np.argsort(ranks, kind="stable")[:count]]
