import numpy as np
import pytest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.nn.classifier import Classifier
from cnn.nn.explain.neighbors import SHOWN, Neighbors


@pytest.fixture(scope="module")
def neighbors(small_data: Dataset) -> Neighbors:
    return Neighbors(Classifier.load(pretrained.ARTICLE_CNN.path), small_data)


def test_a_training_garment_is_its_own_nearest(neighbors: Neighbors, small_data: Dataset) -> None:
    image = small_data.training.images[17].astype(np.float32) / 255
    near = neighbors.of(image)
    assert near.numbers[0] == 17
    assert len(set(near.numbers)) == SHOWN
    assert not near.unlike_all


def test_garments_alike_are_near(neighbors: Neighbors, small_data: Dataset) -> None:
    image = small_data.test.images[0].astype(np.float32) / 255
    labels = small_data.training.labels[neighbors.of(image).numbers]
    assert (abs(labels.astype(int) - int(small_data.test.labels[0])) <= 1).all()


def test_what_is_no_garment_is_unlike_all(neighbors: Neighbors) -> None:
    assert neighbors.of(np.ones((28, 28), np.float32)).unlike_all


def test_progress_reaches_the_last_garment(small_data: Dataset) -> None:
    told: list[tuple[int, int]] = []
    classifier = Classifier.load(pretrained.ARTICLE_CNN.path)
    Neighbors(classifier, small_data, lambda done, total: told.append((done, total)))
    assert told[-1] == (len(small_data.training), len(small_data.training))
