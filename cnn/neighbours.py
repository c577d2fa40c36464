"""The training garments that a network finds most like a picture.

Likeness is nearness in the network's last hidden layer, where it has put together all that
it is about to decide by.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import NearestNeighbors

from cnn.classifier import Classifier
from cnn.dataset import Dataset

SHOWN = 5

KNOWN = 500
"""So many validation garments tell how near a garment usually is to its nearest neighbour."""

FARTHEST = 1.25
"""A picture is unlike all when it lies so many times farther away than nearly all of these."""


@dataclass(frozen=True)
class Neighbourhood:
    numbers: np.ndarray
    """The nearest training garments, nearest first: int (5,)."""
    unlike_all: bool
    """Whether even the nearest one is farther away than a garment's nearest one ever is."""


class Neighbours:
    """An index of the training garments by what one classifier makes of them."""

    def __init__(
        self,
        classifier: Classifier,
        data: Dataset,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        self._classifier = classifier
        # Brute force: trees do not help in a hundred dimensions, and a look takes 10 ms.
        self._index = NearestNeighbors(n_neighbors=SHOWN, algorithm="brute")
        self._index.fit(classifier.features_of_garments(data.training.images, progress))
        known = classifier.features_of_garments(data.validation.images[:KNOWN])
        distances, _ = self._index.kneighbors(known, n_neighbors=1)
        self._usual = float(np.percentile(distances, 99))

    def of(self, image: np.ndarray) -> Neighbourhood:
        """The neighbours of a float32 image (28, 28) in 0..1."""
        # As for the answer, the picture and its mirror image count: the nearer one is shown.
        features = self._classifier.features(np.stack([image, image[:, ::-1]]))
        distances, numbers = self._index.kneighbors(features)
        view = int(distances[:, 0].argmin())
        return Neighbourhood(numbers[view], bool(distances[view, 0] > FARTHEST * self._usual))
