import itertools
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from cnn.nn.explain.familiarity import Familiarity
from cnn.nn.judge import Judge


@pytest.fixture
def network() -> keras.Model:
    """One logit that depends on the pixels."""
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(1)])


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(0).random((20, 28, 28), np.float32)


@pytest.fixture
def familiarity() -> Familiarity:
    """Eleven logits that depend on the pixels."""
    keras.utils.set_random_seed(2)
    return Familiarity(
        keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(11)])
    )


def test_the_log_odds_are_the_network_s_logits(
    network: keras.Model, familiarity: Familiarity, images: np.ndarray
) -> None:
    logits = network.predict(images[..., np.newaxis], verbose=0)[:, 0]
    np.testing.assert_allclose(Judge(network, familiarity).log_odds(images), logits, atol=1e-5)


def test_the_best_is_cut_out_well_and_looks_like_a_garment(
    network: keras.Model, familiarity: Familiarity, images: np.ndarray
) -> None:
    judge = Judge(network, familiarity)
    cut_out = judge.log_odds(images)
    both = cut_out - familiarity.strangeness(images)
    best = judge.best(images)
    assert both[best] == pytest.approx(both.max(), abs=1e-5)
    assert judge.best(images[best : best + 1]) == 0
    differ = [
        [worse, better]
        for worse, better in itertools.permutations(range(len(images)), 2)
        if cut_out[worse] > cut_out[better] and both[better] > both[worse] + 0.01
    ]
    assert differ
    assert {judge.best(images[pair]) for pair in differ} == {1}


def test_a_saved_network_can_be_loaded(
    tmp_path: Path, network: keras.Model, familiarity: Familiarity, images: np.ndarray
) -> None:
    network.save(tmp_path / "judge.keras")
    np.testing.assert_allclose(
        Judge.load(familiarity, tmp_path / "judge.keras").log_odds(images),
        Judge(network, familiarity).log_odds(images),
        atol=1e-5,
    )
