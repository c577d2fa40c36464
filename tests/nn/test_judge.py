import itertools
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from cnn.nn.classifier import Classifier
from cnn.nn.explain.familiarity import Familiarity
from cnn.nn.judge import Judge


def linear(outputs: int, seed: int, activation: str | None = None) -> keras.Model:
    """A network whose outputs depend on how all pixels differ from 0.5."""
    dense = layers.Dense(outputs, activation)
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), dense])
    kernel = np.random.default_rng(seed).normal(0, 0.2, (28 * 28, outputs))
    model.set_weights([kernel, -kernel.sum(axis=0) / 2])
    return model


@pytest.fixture
def network() -> keras.Model:
    return linear(1, seed=1)


@pytest.fixture
def familiarity() -> Familiarity:
    return Familiarity(linear(11, seed=2))


@pytest.fixture
def classifier() -> Classifier:
    return Classifier(linear(10, seed=3, activation="softmax"))


@pytest.fixture
def judge(network: keras.Model, familiarity: Familiarity, classifier: Classifier) -> Judge:
    return Judge(network, familiarity, classifier)


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(0).random((20, 28, 28), np.float32)


@pytest.fixture
def scores(judge: Judge, familiarity: Familiarity, images: np.ndarray) -> np.ndarray:
    """How well each is cut out and how much it looks like a garment."""
    return np.asarray(judge.log_odds(images) - familiarity.strangeness(images))


@pytest.fixture
def answers(classifier: Classifier, images: np.ndarray) -> np.ndarray:
    """The class of each."""
    return np.array([classifier.recognize(image).probabilities.argmax() for image in images])


def test_the_log_odds_are_the_network_s_logits(
    network: keras.Model, judge: Judge, images: np.ndarray
) -> None:
    logits = network.predict(images[..., np.newaxis], verbose=0)[:, 0]
    np.testing.assert_allclose(judge.log_odds(images), logits, atol=1e-5)


def test_among_those_that_agree_the_best_cut_out_garment_is_taken(
    judge: Judge, images: np.ndarray, scores: np.ndarray, answers: np.ndarray
) -> None:
    assert judge.best(images[:1]) == 0
    agreeing = [
        [worse, better]
        for worse, better in itertools.permutations(range(len(images)), 2)
        if answers[worse] == answers[better] and scores[better] > scores[worse] + 0.01
    ]
    assert len(agreeing) > 10
    assert {judge.best(images[pair]) for pair in agreeing} == {1}


def test_neither_the_cut_nor_the_likeness_to_a_garment_decides_alone(
    judge: Judge, images: np.ndarray, scores: np.ndarray, answers: np.ndarray
) -> None:
    cut_out = judge.log_odds(images)
    for one in (cut_out, scores - cut_out):
        differ = [
            [worse, better]
            for worse, better in itertools.permutations(range(len(images)), 2)
            if answers[worse] == answers[better]
            and one[worse] > one[better]
            and scores[better] > scores[worse] + 0.01
        ]
        assert differ
        assert {judge.best(images[pair]) for pair in differ} == {1}


def test_the_best_one_is_not_taken_if_the_others_answer_otherwise(
    judge: Judge,
    classifier: Classifier,
    images: np.ndarray,
    scores: np.ndarray,
    answers: np.ndarray,
) -> None:
    sure = [each.probabilities.max() > 0.5 for each in classifier.recognize_each(images)]
    pairs = [
        [better, worse]
        for better, worse in itertools.permutations(range(len(images)), 2)
        if answers[better] != answers[worse]
        and scores[better] > scores[worse]
        and sure[worse]
        and judge.best(images[[better, worse]]) == 0
    ]
    assert len(pairs) > 10
    for better, worse in pairs:
        assert judge.best(images[[better] + 8 * [worse]]) > 0


def test_a_vote_counts_more_the_better_the_image_is_cut_out(
    familiarity: Familiarity, classifier: Classifier, images: np.ndarray, answers: np.ndarray
) -> None:
    """With a network that finds one image much better than the others, that one is right."""
    for chosen in range(5):
        surer = linear(1, seed=1)
        difference = images[chosen] - images.mean(axis=0)
        kernel = 200 * difference / np.square(difference).sum()
        surer.set_weights([kernel.reshape(-1, 1), np.zeros(1)])
        assert Judge(surer, familiarity, classifier).best(images) == chosen


def test_a_saved_network_can_be_loaded(
    tmp_path: Path,
    network: keras.Model,
    familiarity: Familiarity,
    classifier: Classifier,
    judge: Judge,
    images: np.ndarray,
) -> None:
    network.save(tmp_path / "judge.keras")
    loaded = Judge.load(familiarity, classifier, tmp_path / "judge.keras")
    np.testing.assert_allclose(loaded.log_odds(images), judge.log_odds(images), atol=1e-5)
