"""The training garments that a network finds most like a picture.

Likeness is nearness in the network's last hidden layer, where it has put together all that
it is about to decide by.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnn.data.dataset import Dataset
from cnn.nn.classifier import Classifier

SHOWN = 5

KNOWN = 500
"""So many validation garments tell how near a garment usually is to its nearest neighbor."""

FARTHEST = 1.25
"""A picture is unlike all when it lies so many times farther away than nearly all of these."""


@dataclass(frozen=True)
class Neighborhood:
    numbers: np.ndarray
    """The nearest training garments, nearest first: int (5,)."""
    unlike_all: bool
    """Whether even the nearest one is farther away than a garment's nearest one ever is."""


class Neighbors:
    """An index of the training garments by what one classifier makes of them."""

    def __init__(
        self,
        classifier: Classifier,
        data: Dataset,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        self._classifier = classifier
        self._features = classifier.features_of_garments(data.training.images, progress)
        self._squares = np.square(self._features).sum(axis=1)
        known = classifier.features_of_garments(data.validation.images[:KNOWN])
        nearest = [self._distances(features).min() for features in known]
        self._usual = float(np.percentile(nearest, 99))

    def of(self, image: np.ndarray) -> Neighborhood:
        """The neighbors of a float32 image (28, 28) in 0..1."""
        # As for the answer, the picture and its mirror image count: the nearer one is shown.
        views = self._classifier.features(np.stack([image, image[:, ::-1]]))
        distances = min(map(self._distances, views), key=np.min)
        near = np.argpartition(distances, SHOWN)[:SHOWN]
        near = near[distances[near].argsort()]
        return Neighborhood(near, bool(distances[near[0]] > FARTHEST * self._usual))

    def _distances(self, features: np.ndarray) -> np.ndarray:
        """From features (units,) to those of each training garment: (n,)."""
        # All of them: trees do not help in a hundred dimensions. Multiplied out, as the
        # differences would be a second copy of the index.
        squared = self._squares - 2 * (self._features @ features) + features @ features
        return np.sqrt(np.maximum(squared, 0))
