"""Finds the training garments that a network considers most similar to an image.

Similarity is Euclidean distance in the network's last hidden layer, on which its decision is
based.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import ThreadpoolController

from cnn.concurrency import Progress
from cnn.data.dataset import Dataset
from cnn.nn.classifier import Classifier, with_mirror_image

COUNT = 5
"""Neighbors to find for each image."""

REFERENCE_GARMENTS = 500
"""Validation garments whose distances to their nearest neighbors define what is usual."""

USUAL_PERCENTILE = 99
OUTLIER_FACTOR = 1.25
"""An image is an outlier if its nearest neighbor is farther away than this factor times the 99th
percentile of the reference distances."""


@dataclass(frozen=True)
class Neighborhood:
    indices: np.ndarray
    """Of the nearest training garments, nearest first: int (5,)."""
    is_outlier: bool
    """Whether even the nearest one is farther away than is usual for a garment."""


class Neighbors:
    """An index of the training garments by their features in one classifier."""

    def __init__(
        self,
        classifier: Classifier,
        data: Dataset,
        progress: Progress = lambda done, total: None,
    ) -> None:
        self._classifier = classifier
        features = classifier.features_of_garments(data.training.images, progress)
        # Trees are no faster than brute force in a hundred dimensions.
        self._index = NearestNeighbors(n_neighbors=COUNT, algorithm="brute").fit(features)
        self._threads = ThreadpoolController()
        reference = classifier.features_of_garments(data.validation.images[:REFERENCE_GARMENTS])
        distances, _ = self._nearest(reference)
        self._usual_distance = float(np.percentile(distances[:, 0], USUAL_PERCENTILE))

    def of(self, image: np.ndarray) -> Neighborhood:
        """The neighbors of a float32 image (28, 28) in 0..1, or of its mirror image if nearer."""
        features = self._classifier.features(with_mirror_image(image))
        distances, indices = self._nearest(features)
        nearer = distances[:, 0].argmin()
        nearest = distances[nearer, 0]
        return Neighborhood(indices[nearer], bool(nearest > OUTLIER_FACTOR * self._usual_distance))

    def _nearest(self, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Distances and indices (n, 5) of the neighbors of features (n, units)."""
        # On busy cores, as while a network is being trained, scikit-learn's threads wait for each
        # other far longer than one thread needs.
        with self._threads.limit(limits=1, user_api="openmp"):
            distances, indices = self._index.kneighbors(features)
        return distances, indices
