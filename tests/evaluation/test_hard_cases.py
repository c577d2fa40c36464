import numpy as np
import pytest

from cnn.data.labels import CLASS_NAMES
from cnn.evaluation import hard_cases
from cnn.evaluation.hard_cases import LOOK_ALIKES


def certainty(answers: list[int], sure: list[float]) -> np.ndarray:
    """Probabilities with these highest ones; the others are equal."""
    probabilities = np.tile((1 - np.array(sure)[:, np.newaxis]) / 9, 10)
    probabilities[range(len(answers)), answers] = sure
    return probabilities


LABELS = np.array([0, 0, 1, 1, 6, 6])
PROBABILITIES = certainty([0, 6, 1, 2, 0, 6], [0.4, 0.5, 0.9, 0.7, 0.6, 0.3])


def test_the_surest_mistakes_come_first() -> None:
    assert hard_cases.surest_mistakes(PROBABILITIES, LABELS, 9).tolist() == [3, 4, 1]
    assert hard_cases.surest_mistakes(PROBABILITIES, LABELS, 2).tolist() == [3, 4]


def test_the_least_sure_right_answers_come_first() -> None:
    assert hard_cases.least_sure_right(PROBABILITIES, LABELS, 9).tolist() == [5, 0, 2]
    assert hard_cases.least_sure_right(PROBABILITIES, LABELS, 1).tolist() == [5]


def test_a_perfect_model_has_no_mistakes_and_a_hopeless_one_nothing_right() -> None:
    labels = np.arange(10)
    assert len(hard_cases.surest_mistakes(np.eye(10)[labels], labels, 5)) == 0
    assert len(hard_cases.least_sure_right(np.eye(10)[(labels + 1) % 10], labels, 5)) == 0


def test_garments_that_the_model_is_equally_sure_of_keep_their_order() -> None:
    labels = np.zeros(30, int)
    assert hard_cases.least_sure_right(np.eye(10)[labels], labels, 5).tolist() == [0, 1, 2, 3, 4]


def test_the_classes_that_look_alike_are_the_four_with_sleeves() -> None:
    assert [CLASS_NAMES[label] for label in LOOK_ALIKES] == [
        "T-shirt/top",
        "Pullover",
        "Coat",
        "Shirt",
    ]


def test_the_least_decided_are_those_whose_four_probabilities_are_most_alike() -> None:
    evenly = np.zeros(10, np.float32)
    evenly[LOOK_ALIKES] = 0.25
    between_two = np.zeros(10, np.float32)
    between_two[[0, 6]] = 0.5
    probabilities = np.stack([np.eye(10)[6], between_two, evenly, evenly, np.eye(10)[8]])
    # The third one is a bag, whatever the model takes it for.
    found = hard_cases.least_decided(probabilities, np.array([6, 0, 8, 4, 2]), 9)
    assert found.tolist() == [3, 1, 0, 4]


def test_the_shares_of_a_class_are_those_of_its_garments() -> None:
    matrix = np.zeros((10, 10), int)
    matrix[0, [0, 6, 3]] = 6, 3, 1
    matrix[6, [0, 2, 4, 6]] = 1, 1, 1, 1
    matrix[8, 6] = 5
    shares = hard_cases.look_alike_shares(matrix)
    # T-shirt/top, pullover, coat, shirt, others
    np.testing.assert_allclose(shares[0], [0.6, 0, 0, 0.3, 0.1])
    np.testing.assert_allclose(shares[3], [0.25, 0.25, 0.25, 0.25, 0])
    assert not shares[1:3].any(), "classes without garments"


def test_mistakes_among_the_four_are_counted_apart() -> None:
    matrix = 50 * np.eye(10, dtype=int)
    matrix[6, 0], matrix[0, 6], matrix[4, 2] = 9, 7, 8
    matrix[3, 6], matrix[6, 3], matrix[5, 7] = 2, 3, 4
    assert hard_cases.look_alike_mistakes(matrix) == (24, 33)
    assert hard_cases.look_alike_mistakes(np.eye(10, dtype=int)) == (0, 0)


def test_the_mean_image_of_a_class_is_that_of_its_garments() -> None:
    images = np.array([[[0, 255]], [[100, 100]], [[51, 0]]], np.uint8)
    mean = hard_cases.mean_image(images, np.array([2, 3, 2]), 2)
    assert mean is not None
    assert mean == pytest.approx(np.array([[0.1, 0.5]]))
    assert hard_cases.mean_image(images, np.array([2, 3, 2]), 4) is None
