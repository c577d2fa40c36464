"""Garments whose label may be wrong, by confident learning."""

import numpy as np

from cnn.data.labels import CLASS_NAMES


def label_suspects(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The indices of the garments whose label is in doubt, the most doubtful first: int (m,).

    A garment is one if its probability for another class is at least as high as is usual for
    garments of that class. They are in the order of the margin between the label's probability
    and the highest other one. The method is confident learning (Northcutt, Jiang and Chuang,
    "Confident learning: estimating uncertainty in dataset labels", JAIR 70, 2021), computed by
    cleanlab.

    Args:
        probabilities: of a model that has not learned from these garments, float (n, 10).
        labels: int (n,).
    """
    if len(np.unique(labels)) < 2:  # which cleanlab refuses
        return np.empty(0, int)
    # Takes half a second to import.
    from cleanlab.filter import find_label_issues

    # The other ways to filter keep the probabilities in global variables, which visitors' threads
    # would share.
    suspects: np.ndarray = find_label_issues(
        labels,
        probabilities,
        return_indices_ranked_by="normalized_margin",
        filter_by="confident_learning",
        n_jobs=1,
    )
    return suspects


def suspects_per_class(suspects: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How many suspects each class has as a label: int (10,)."""
    return np.bincount(labels[suspects], minlength=len(CLASS_NAMES))
