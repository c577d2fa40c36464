import numpy as np
import pytest

from cnn import assets
from cnn.classifier import Classifier
from cnn.dataset import Dataset
from cnn.neighbours import SHOWN, Neighbours


@pytest.fixture(scope="module")
def neighbours(small_data: Dataset) -> Neighbours:
    return Neighbours(Classifier.load(assets.ARTICLE_CNN.path), small_data)


def test_a_training_garment_is_its_own_nearest(neighbours: Neighbours, small_data: Dataset) -> None:
    image = small_data.training.images[17].astype(np.float32) / 255
    near = neighbours.of(image)
    assert near.numbers[0] == 17
    assert len(set(near.numbers)) == SHOWN
    assert not near.unlike_all


def test_garments_alike_are_near(neighbours: Neighbours, small_data: Dataset) -> None:
    image = small_data.test.images[0].astype(np.float32) / 255
    labels = small_data.training.labels[neighbours.of(image).numbers]
    assert (abs(labels.astype(int) - int(small_data.test.labels[0])) <= 1).all()


def test_what_is_no_garment_is_unlike_all(neighbours: Neighbours) -> None:
    assert neighbours.of(np.ones((28, 28), np.float32)).unlike_all


def test_progress_reaches_the_last_garment(small_data: Dataset) -> None:
    told: list[tuple[int, int]] = []
    classifier = Classifier.load(assets.ARTICLE_CNN.path)
    Neighbours(classifier, small_data, lambda done, total: told.append((done, total)))
    assert told[-1] == (len(small_data.training), len(small_data.training))
