import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_info

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.nn.classifier import Classifier
from cnn.nn.explain.neighbors import COUNT, Neighbors


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load(pretrained.ARTICLE_CNN.path)


@pytest.fixture(scope="module")
def neighbors(classifier: Classifier, small_data: Dataset) -> Neighbors:
    return Neighbors(classifier, small_data)


@pytest.fixture
def image(small_data: Dataset) -> np.ndarray:
    """A training garment as float32 (28, 28) in 0..1."""
    image: np.ndarray = small_data.training.images[17].astype(np.float32) / 255
    return image


def distances_to_training(classifier: Classifier, data: Dataset, images: np.ndarray) -> np.ndarray:
    """Distances (b, n) of float32 images (b, 28, 28), computed in float64 one pair at a time."""
    training = classifier.features_of_garments(data.training.images).astype(np.float64)
    features = classifier.features(images).astype(np.float64)
    distances: np.ndarray = np.linalg.norm(features[:, np.newaxis] - training, axis=2)
    return distances


def test_the_nearest_neighbor_of_a_training_garment_is_itself(
    neighbors: Neighbors, image: np.ndarray
) -> None:
    assert neighbors.of(image)[0] == 17


def test_neighbors_are_the_nearest_in_the_last_hidden_layer(
    classifier: Classifier, neighbors: Neighbors, small_data: Dataset
) -> None:
    for garment in small_data.test.images[:10]:
        image = garment.astype(np.float32) / 255
        [distances] = distances_to_training(classifier, small_data, image[np.newaxis])
        np.testing.assert_array_equal(neighbors.of(image), distances.argsort()[:COUNT])


def test_neighbors_look_similar(neighbors: Neighbors, small_data: Dataset) -> None:
    image = small_data.test.images[0].astype(np.float32) / 255
    labels = small_data.training.labels[neighbors.of(image)].astype(int)
    # The height of the bar in these images is the label.
    assert (abs(labels - int(small_data.test.labels[0])) <= 1).all()


def test_a_query_runs_on_one_thread(
    neighbors: Neighbors, image: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = NearestNeighbors.kneighbors
    threads: set[int] = set()

    def recorded(
        index: NearestNeighbors, features: np.ndarray, *, return_distance: bool
    ) -> np.ndarray:
        pools = [pool for pool in threadpool_info() if pool["user_api"] == "openmp"]
        threads.update(pool["num_threads"] for pool in pools)
        indices: np.ndarray = query(index, features, return_distance=return_distance)
        return indices

    monkeypatch.setattr(NearestNeighbors, "kneighbors", recorded)
    neighbors.of(image)
    assert threads == {1}


def test_progress_ends_with_the_last_training_garment(
    classifier: Classifier, small_data: Dataset
) -> None:
    reports: list[tuple[int, int]] = []
    Neighbors(classifier, small_data, lambda *report: reports.append(report))
    assert len(reports) > 1
    assert reports[-1] == (len(small_data.training), len(small_data.training))
