"""A few garments in place of all, chosen at random and always the same."""

import numpy as np


def stratified_sample(labels: np.ndarray, count: int, seed: int = 42) -> np.ndarray:
    """Indices, int (count,), of random garments with the labels int (n,), or of all n if fewer.

    Each class has its share, not only in the whole sample but in each of its beginnings.
    """
    order = np.random.default_rng(seed).permutation(len(labels))
    place = np.empty(len(labels))
    for label in np.unique(labels):
        members = order[labels[order] == label]
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    sampled: np.ndarray = order[np.argsort(place[order], kind="stable")][:count]
    return sampled
