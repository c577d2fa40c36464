import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_info

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.nn.classifier import Classifier
from cnn.nn.explain.neighbors import COUNT, OUTLIER_FACTOR, Neighbors


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
    neighborhood = neighbors.of(image)
    assert neighborhood.indices[0] == 17
    assert not neighborhood.is_outlier


def test_a_mirrored_garment_has_the_neighbors_of_the_garment(
    neighbors: Neighbors, image: np.ndarray
) -> None:
    lopsided = image.copy()
    lopsided[:, 14:] = 0
    np.testing.assert_array_equal(
        neighbors.of(lopsided).indices, neighbors.of(lopsided[:, ::-1]).indices
    )
    np.testing.assert_array_equal(neighbors.of(image[:, ::-1]).indices, neighbors.of(image).indices)


def test_neighbors_are_the_nearest_in_the_last_hidden_layer(
    classifier: Classifier, neighbors: Neighbors, small_data: Dataset
) -> None:
    for garment in small_data.test.images[:10]:
        image = garment.astype(np.float32) / 255
        views = np.stack([image, image[:, ::-1]])
        distances = min(distances_to_training(classifier, small_data, views), key=np.min)
        np.testing.assert_array_equal(neighbors.of(image).indices, distances.argsort()[:COUNT])


def test_neighbors_look_similar(neighbors: Neighbors, small_data: Dataset) -> None:
    image = small_data.test.images[0].astype(np.float32) / 255
    labels = small_data.training.labels[neighbors.of(image).indices].astype(int)
    # The height of the bar in these images is the label.
    assert (abs(labels - int(small_data.test.labels[0])) <= 1).all()


def test_an_image_is_an_outlier_if_its_nearest_neighbor_is_unusually_far_away(
    classifier: Classifier, neighbors: Neighbors, small_data: Dataset
) -> None:
    validation = small_data.validation.images.astype(np.float32) / 255
    nearest = distances_to_training(classifier, small_data, validation).min(axis=1)
    limit = OUTLIER_FACTOR * np.percentile(nearest, 99)
    # From a garment to white in small steps.
    whiteness = np.linspace(0, 1, 60, dtype=np.float32)[:, np.newaxis, np.newaxis]
    images = validation[0] + whiteness * (1 - validation[0])
    distances = np.minimum(
        *(
            distances_to_training(classifier, small_data, views).min(axis=1)
            for views in (images, images[:, :, ::-1])
        )
    )
    outliers = [neighbors.of(image).is_outlier for image in images]
    assert outliers == list(distances > limit)
    assert not outliers[0]
    assert outliers[-1]


def test_garments_are_rarely_outliers(neighbors: Neighbors, small_data: Dataset) -> None:
    images = small_data.test.images.astype(np.float32) / 255
    assert np.mean([neighbors.of(image).is_outlier for image in images]) < 0.05


def test_a_query_runs_on_one_thread(
    neighbors: Neighbors, image: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = NearestNeighbors.kneighbors
    threads: set[int] = set()

    def recorded(index: NearestNeighbors, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        pools = [pool for pool in threadpool_info() if pool["user_api"] == "openmp"]
        threads.update(pool["num_threads"] for pool in pools)
        distances, indices = query(index, features)
        return distances, indices

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
