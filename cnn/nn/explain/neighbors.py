"""Finds the training garments that a network considers most similar to an image.

Similarity is Euclidean distance in the network's last hidden layer, on which its decision is
based.
"""

import numpy as np
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import ThreadpoolController

from cnn.concurrency import Progress
from cnn.data.dataset import Dataset
from cnn.nn.classifier import Classifier

COUNT = 5
"""Neighbors to find for each image."""


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

    def of(self, image: np.ndarray) -> np.ndarray:
        """The nearest training garments of a float32 image (28, 28) in 0..1, nearest first.

        Returns:
            Their indices, int (5,).
        """
        features = self._classifier.features(image[np.newaxis])
        # On busy cores, as while a network is being trained, scikit-learn's threads wait for each
        # other far longer than one thread needs.
        with self._threads.limit(limits=1, user_api="openmp"):
            indices: np.ndarray = self._index.kneighbors(features, return_distance=False)[0]
        return indices
