"""Garments in the plane, as a network sees them: near each other if it finds them similar.

What a network makes of a garment is the output of its last hidden layer, a point in a space of a
hundred dimensions or more. Principal component analysis (PCA) shows that space from the side from
which it is widest. t-SNE (van der Maaten and Hinton, "Visualizing data using t-SNE", 2008) keeps
neighbors together, and gives up the distances for that.
"""

import time
from collections.abc import Iterator

import numpy as np

from cnn.concurrency import BackgroundTask, Progress

GARMENTS = 2_000
"""On a map, at most."""

VALUES = 10_000_000
"""That the features of all garments on a map may have, 40 MB: those of a network without a hidden
dense layer are tens of thousands each."""

NEIGHBORS = 5

COMPONENTS = 50
"""Principal components in which t-SNE looks for neighbors."""

PERPLEXITY = 30.0
"""About as many neighbors count for t-SNE."""

STAGES, ITERATIONS = 4, 250
"""Of t-SNE, and in each of its stages: scikit-learn's 1,000 in all, and the fewest at a time."""

EXAGGERATION = 12.0
"""Of the attraction between neighbors in the first stage, in which groups form."""

START = 1e-4
"""The standard deviation from which t-SNE spreads, as in scikit-learn."""


def garments_for(units: int) -> int:
    """How many garments a map has if a network gives each of them so many features."""
    return min(GARMENTS, VALUES // units)


class GarmentMap:
    """A plane with garments, and their nearest neighbors in the network's last hidden layer."""

    def __init__(self, indices: np.ndarray, features: np.ndarray) -> None:
        """
        Args:
            indices: of the garments in their dataset, int (n,), with n > 1.
            features: the last hidden layer's output for them, float32 (n, units).
        """
        # Take a second to import, and the first page needs no map.
        from sklearn.decomposition import PCA
        from sklearn.neighbors import NearestNeighbors
        from threadpoolctl import ThreadpoolController

        self.indices = indices
        components = min(COMPONENTS, *features.shape)
        # By the covariance of the features, unless there are too many of them.
        solver = "covariance_eigh" if features.shape[1] <= 1_000 else "randomized"
        self._pca = PCA(components, svd_solver=solver, random_state=0)
        # A network all of whose units are dead has features without any variance.
        with np.errstate(invalid="ignore", divide="ignore"):
            self.components: np.ndarray = self._pca.fit_transform(features)
            shares = np.nan_to_num(self._pca.explained_variance_ratio_)
        self.plane = _first_two(self.components)
        """By PCA, float32 (n, 2)."""
        self.explained = float(shares[:2].sum())
        """The share of the features' variance that the plane has, 0..1."""
        self._index = NearestNeighbors(
            n_neighbors=min(NEIGHBORS, len(features) - 1), algorithm="brute"
        ).fit(features)
        self._threads = ThreadpoolController()
        self.neighbors = self._nearest(None)
        """Of each garment, nearest first, as places in ``indices``: int (n, 5), or (n, n - 1)."""

    def __len__(self) -> int:
        return len(self.indices)

    def project(self, features: np.ndarray) -> np.ndarray:
        """Where features (m, units) are in the plane of PCA: float32 (m, 2)."""
        return _first_two(self._pca.transform(features))

    def nearest(self, features: np.ndarray) -> np.ndarray:
        """The garments nearest to features (m, units), like ``neighbors``: int (m, 5)."""
        return self._nearest(features)

    def _nearest(self, features: np.ndarray | None) -> np.ndarray:
        # On busy cores, one thread is faster: see ``cnn.nn.explain.neighbors``.
        with self._threads.limit(limits=1, user_api="openmp"):
            indices: np.ndarray = self._index.kneighbors(features, return_distance=False)
        return indices


def tsne(components: np.ndarray) -> Iterator[np.ndarray]:
    """Maps float32 (n, 2) of points (n, d), one after each stage; the last one is the best.

    The points' first two coordinates are where they start from.
    """
    from sklearn.manifold import TSNE
    from threadpoolctl import ThreadpoolController

    threads = ThreadpoolController()
    points = _first_two(components)
    points *= START / (float(points[:, 0].std()) or 1.0)
    for stage in range(STAGES):
        with threads.limit(limits=1, user_api="openmp"):
            # The learning rate that scikit-learn finds is right for the exaggeration.
            points = TSNE(
                perplexity=min(PERPLEXITY, (len(points) - 1) / 3),
                early_exaggeration=EXAGGERATION if stage == 0 else 1.0,
                max_iter=ITERATIONS,
                init=points,
            ).fit_transform(components)
        yield points


class Unfolding:
    """A map that t-SNE makes in the background, and how far it is."""

    def __init__(self, garments: GarmentMap) -> None:
        self._components = garments.components
        self._started = self._reported = 0.0
        self.points = garments.plane
        """The map so far, float32 (n, 2): PCA's before the first stage has ended."""
        self.task = BackgroundTask(self._run)

    @property
    def seconds_left(self) -> float | None:
        """If the stages to come take as long as those that are done; ``None`` before the first."""
        done, total = self.task.progress
        if not done:
            return None
        pace = (self._reported - self._started) / done
        return max(0.0, self._reported + pace * (total - done) - time.monotonic())

    def _run(self, progress: Progress) -> np.ndarray:
        self._started = time.monotonic()
        progress(0, STAGES)
        for stage, points in enumerate(tsne(self._components), 1):
            self.points, self._reported = points, time.monotonic()
            progress(stage, STAGES)
        return self.points


def _first_two(components: np.ndarray) -> np.ndarray:
    """Of components (n, d): float32 (n, 2), with zeros for one that does not exist."""
    points = np.zeros((len(components), 2), np.float32)
    points[:, : components.shape[1]] = components[:, :2]
    return points
