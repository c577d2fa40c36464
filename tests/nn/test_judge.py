from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from cnn.nn.judge import Judge


@pytest.fixture
def network() -> keras.Model:
    """One logit that depends on the pixels."""
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(1)])


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(0).random((20, 28, 28), np.float32)


def test_the_log_odds_are_the_network_s_logits(network: keras.Model, images: np.ndarray) -> None:
    logits = network.predict(images[..., np.newaxis], verbose=0)[:, 0]
    np.testing.assert_allclose(Judge(network).log_odds(images), logits, atol=1e-5)


def test_the_best_has_the_highest_odds(network: keras.Model, images: np.ndarray) -> None:
    judge = Judge(network)
    best = judge.best(images)
    assert judge.log_odds(images)[best] == judge.log_odds(images).max()
    assert judge.best(images[best : best + 1]) == 0


def test_a_saved_network_can_be_loaded(
    tmp_path: Path, network: keras.Model, images: np.ndarray
) -> None:
    network.save(tmp_path / "judge.keras")
    np.testing.assert_allclose(
        Judge.load(tmp_path / "judge.keras").log_odds(images),
        Judge(network).log_odds(images),
        atol=1e-5,
    )
