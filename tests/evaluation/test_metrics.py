import numpy as np
import pytest

from cnn.evaluation import metrics

ProbabilitiesAndLabels = tuple[np.ndarray, np.ndarray]


@pytest.fixture
def predictions() -> ProbabilitiesAndLabels:
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(10), 200).astype(np.float32)
    return probabilities, rng.integers(0, 10, 200).astype(np.uint8)


def test_loss_and_accuracy_are_those_of_their_definitions(
    predictions: ProbabilitiesAndLabels,
) -> None:
    probabilities, labels = predictions
    score = metrics.score(probabilities, labels)
    assert score.loss == pytest.approx(-np.log(probabilities[range(200), labels]).mean(), rel=1e-4)
    assert score.accuracy == pytest.approx((probabilities.argmax(axis=1) == labels).mean())


def test_the_loss_of_uniform_probabilities_is_the_logarithm_of_ten() -> None:
    score = metrics.score(np.full((3, 10), 0.1, np.float32), np.array([0, 5, 9]))
    assert score.loss == pytest.approx(np.log(10))


def test_classes_without_garments_are_allowed() -> None:
    score = metrics.score(np.eye(10, dtype=np.float32)[[3, 3]], np.array([3, 3]))
    assert score.loss == pytest.approx(0, abs=1e-6)
    assert score.accuracy == 1


def test_the_loss_is_finite_when_the_true_class_has_probability_zero() -> None:
    score = metrics.score(np.eye(10, dtype=np.float32)[[0]], np.array([1]))
    assert score.accuracy == 0
    assert score.loss == pytest.approx(-np.log(np.finfo(np.float32).eps))


def test_rows_of_the_confusion_matrix_are_true_classes_and_columns_predictions() -> None:
    matrix = metrics.confusion_matrix(np.eye(10)[[2, 2, 6]], np.array([2, 4, 4]))
    expected = np.zeros((10, 10), int)
    expected[2, 2] = expected[4, 2] = expected[4, 6] = 1
    np.testing.assert_array_equal(matrix, expected)


def test_the_scores_of_a_class_are_those_of_their_definitions(
    predictions: ProbabilitiesAndLabels,
) -> None:
    probabilities, labels = predictions
    answers = probabilities.argmax(axis=1)
    for number, found in enumerate(metrics.class_scores(probabilities, labels)):
        right = ((answers == number) & (labels == number)).sum()
        precision, recall = right / (answers == number).sum(), right / (labels == number).sum()
        assert found.precision == pytest.approx(precision)
        assert found.recall == pytest.approx(recall)
        assert found.f1 == pytest.approx(
            2 * precision * recall / (precision + recall) if right else 0.0
        )


def test_the_most_frequent_mistakes_come_first() -> None:
    matrix = 50 * np.eye(10, dtype=int)
    matrix[6, 0], matrix[0, 6], matrix[4, 2] = 9, 7, 8
    assert metrics.most_frequent_mistakes(matrix, 2) == [(6, 0, 9), (4, 2, 8)]
    assert metrics.most_frequent_mistakes(matrix, 9) == [(6, 0, 9), (4, 2, 8), (0, 6, 7)]
    assert metrics.most_frequent_mistakes(np.eye(10, dtype=int), 9) == []
