import numpy as np
import pytest

from cnn.evaluation.label_suspects import label_suspects, suspects_per_class

LABELS = np.repeat(np.arange(10), 6).astype(np.uint8)


def model(answers: np.ndarray, sure: float = 0.91) -> np.ndarray:
    """The probabilities of a model that gives these answers."""
    others = (1 - sure) / 9
    probabilities: np.ndarray = others + (sure - others) * np.eye(10)[answers]
    return probabilities


def by_hand(probabilities: np.ndarray, labels: np.ndarray) -> set[int]:
    """Confident learning: another class has a probability no lower than its mean among the garments
    that are labeled so, and of all such classes the most probable one is not the label."""
    usual = [probabilities[labels == k, k].mean() for k in range(10)]
    confident = np.where(probabilities >= usual, probabilities, 0)
    return set(np.flatnonzero(confident.any(axis=1) & (confident.argmax(axis=1) != labels)))


def test_a_label_that_the_model_is_sure_is_another_one_is_a_suspect() -> None:
    answers = LABELS.astype(int)
    answers[[3, 40]] = 7, 0
    assert sorted(label_suspects(model(answers), LABELS)) == [3, 40]


def test_suspects_are_those_of_confident_learning() -> None:
    rng = np.random.default_rng(0)
    classes = rng.integers(0, 10, 400)
    labels = np.where(rng.random(400) < 0.1, rng.integers(0, 10, 400), classes)
    scores = rng.normal(size=(400, 10)) + 3 * np.eye(10)[classes]
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    found = label_suspects(probabilities, labels)
    assert 10 < len(found) < (probabilities.argmax(axis=1) != labels).sum()
    assert set(found) == by_hand(probabilities, labels)
    assert (probabilities[found].argmax(axis=1) != labels[found]).all()


def test_the_most_doubtful_label_comes_first() -> None:
    answers = LABELS.astype(int)
    answers[[3, 20, 40]] = 7, 9, 0
    probabilities = model(answers)
    probabilities[[3, 20, 40]] = model(answers[[3, 20, 40]], 0.95)
    probabilities[20] = model(answers[[20]], 0.99)
    assert label_suspects(probabilities, LABELS)[0] == 20


def test_a_perfect_model_suspects_nothing() -> None:
    assert len(label_suspects(np.eye(10, dtype=np.float32)[LABELS], LABELS)) == 0


@pytest.mark.parametrize(
    ("labels", "answers"), [([], []), ([3], [4]), ([3, 3], [3, 4])], ids=["none", "one", "a class"]
)
def test_labels_of_fewer_than_two_classes_are_not_suspected(
    labels: list[int], answers: list[int]
) -> None:
    probabilities = model(np.array(answers, int))
    assert len(label_suspects(probabilities, np.array(labels, int))) == 0


def test_classes_may_be_missing() -> None:
    labels = np.array([2, 2, 2, 4, 4, 4])
    assert label_suspects(model(np.array([2, 2, 4, 4, 4, 4])), labels).tolist() == [2]


def test_suspects_are_counted_by_their_labels() -> None:
    counts = suspects_per_class(np.array([0, 5, 59]), LABELS)
    assert counts.tolist() == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
