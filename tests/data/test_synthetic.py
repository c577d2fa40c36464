"""The garments that the lab makes itself."""

from pathlib import Path

import numpy as np
import pytest

from cnn.data import synthetic
from cnn.data.labels import CLASS_NAMES
from cnn.data.synthetic import Generator
from cnn.nn.classifier import Classifier
from cnn.pretrained import ARTICLE_CNN


@pytest.fixture
def small_generator() -> Generator:
    rng = np.random.default_rng(1)
    numbers = {
        "shares": (10, 2),
        "means": (10, 2, 3),
        "spreads": (10, 2, 3, 3),
        "hidden_weights": (3, 5),
        "hidden_biases": (10, 5),
        "output_weights": (5, 784),
        "output_biases": (784,),
    }
    arrays = {name: rng.random(shape, np.float32) for name, shape in numbers.items()}
    arrays["spreads"] = np.tril(arrays["spreads"])
    return Generator(**arrays)


def test_every_class_is_drawn_as_often() -> None:
    images, labels = synthetic.draw(1000, seed=1)
    assert (images.shape, images.dtype) == ((1000, 28, 28), np.uint8)
    assert list(np.bincount(labels)) == [100] * len(CLASS_NAMES)


def test_the_same_seed_draws_the_same_garments() -> None:
    first, again, other = (synthetic.draw(200, seed) for seed in (1, 1, 2))
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])


def test_no_two_garments_are_the_same() -> None:
    images, _ = synthetic.draw(2000, seed=1)
    assert len(np.unique(images.reshape(2000, -1), axis=0)) == 2000


def test_a_network_that_knows_fashion_mnist_knows_them() -> None:
    images, labels = synthetic.draw(2000, seed=1)
    answers = Classifier.load(ARTICLE_CNN.path).classify_garments(images).argmax(axis=1)
    assert (answers == labels).mean() > 0.8


def test_points_lie_as_the_mixture_says(small_generator: Generator) -> None:
    points = small_generator._points(4, 50_000, np.random.default_rng(1))
    shares = small_generator.shares[4] / small_generator.shares[4].sum()
    assert points.mean(axis=0) == pytest.approx(shares @ small_generator.means[4], abs=0.02)


def test_what_is_saved_is_loaded(small_generator: Generator, tmp_path: Path) -> None:
    small_generator.save(tmp_path / "generator.npz")
    again = Generator.load(tmp_path / "generator.npz")
    for name, array in vars(small_generator).items():
        assert getattr(again, name) == pytest.approx(array, abs=1e-3), name


def test_the_shipped_generator_is_small() -> None:
    assert synthetic.FILE.stat().st_size < 2e6
