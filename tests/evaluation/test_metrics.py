import keras
import numpy as np
import pytest

from cnn.evaluation import metrics


@pytest.fixture
def answers() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(10), 200).astype(np.float32)
    return probabilities, rng.integers(0, 10, 200).astype(np.uint8)


def test_loss_and_accuracy_are_keras_own(answers: tuple[np.ndarray, np.ndarray]) -> None:
    probabilities, labels = answers
    score = metrics.score(probabilities, labels)
    loss = keras.losses.sparse_categorical_crossentropy(labels, probabilities).numpy().mean()
    assert score.loss == pytest.approx(loss, rel=1e-4)
    assert score.accuracy == (probabilities.argmax(axis=1) == labels).mean()


def test_a_certain_mistake_costs_much_and_not_everything() -> None:
    score = metrics.score(np.eye(10, dtype=np.float32)[[0]], np.array([1]))
    assert score.accuracy == 0
    assert score.loss == pytest.approx(-np.log(1e-7), rel=1e-3)


def test_confusion_has_truth_in_rows_and_answers_in_columns() -> None:
    probabilities = np.eye(10)[[2, 2, 6]]
    matrix = metrics.confusion_matrix(probabilities, np.array([2, 4, 4]))
    assert matrix.shape == (10, 10)
    assert matrix[2, 2] == matrix[4, 2] == matrix[4, 6] == 1
    assert matrix.sum() == 3
