from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from cnn.data.dataset import generate
from cnn.evaluation.calibration import at_temperature
from cnn.nn.judge import Judge
from tools.calibrate import best_cut_outs, divide_logits, drawings
from tools.cut_outs import CutOuts


@pytest.fixture
def model() -> keras.Model:
    keras.utils.set_random_seed(1)
    softmax = layers.Dense(10, activation="softmax", bias_initializer="random_normal")
    return keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), softmax])


def test_divided_logits_are_a_temperature(model: keras.Model, tmp_path: Path) -> None:
    images = np.random.default_rng(0).random((20, 28, 28, 1), np.float32)
    before = model.predict(images, verbose=0)
    divide_logits(model, 1.7)
    after = model.predict(images, verbose=0)
    assert after.max() < before.max()
    np.testing.assert_allclose(after, at_temperature(before, 1.7), atol=1e-5)


def test_every_garment_is_drawn() -> None:
    garments = generate().validation.first(30)
    drawn = drawings(garments)
    assert drawn.shape == (30, 28, 28)
    assert (drawn.max(axis=(1, 2)) > 0.3).all()
    assert 0 <= drawn.min() <= drawn.max() <= 1


class ByMean(Judge):
    """Takes the brightest image."""

    def __init__(self) -> None:
        pass

    def best(self, images: np.ndarray) -> int:
        return int(images.mean(axis=(1, 2)).argmax())


def test_of_each_photo_the_judge_takes_one_cut_out() -> None:
    tones = np.array([10, 90, 30, 80, 60], np.uint8)
    cut = CutOuts(
        images=np.ones((5, 28, 28), np.uint8) * tones[:, np.newaxis, np.newaxis],
        overlaps=np.zeros(5, np.float32),
        labels=np.array([3, 3, 3, 7, 7], np.uint8),
        photos=np.array([4, 4, 4, 9, 9], np.int32),
        worn=np.zeros(5, bool),
    )
    images, labels = best_cut_outs(cut, ByMean())
    assert labels.tolist() == [3, 7]
    np.testing.assert_allclose(images.mean(axis=(1, 2)), [90 / 255, 80 / 255], atol=1e-6)
