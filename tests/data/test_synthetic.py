"""Generated garments."""

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
    shapes = {
        "mixture_weights": (10, 2),
        "means": (10, 2, 3),
        "cholesky_factors": (10, 2, 3, 3),
        "hidden_weights": (3, 5),
        "hidden_biases": (10, 5),
        "output_weights": (5, 784),
        "output_biases": (784,),
    }
    arrays = {name: rng.random(shape, np.float32) for name, shape in shapes.items()}
    arrays["cholesky_factors"] = np.tril(arrays["cholesky_factors"])
    return Generator(**arrays)


def test_classes_are_balanced_and_in_random_order() -> None:
    images, labels = synthetic.draw(1000, seed=1)
    assert images.shape == (1000, 28, 28)
    assert images.dtype == np.uint8
    assert labels.dtype == np.uint8
    assert list(np.bincount(labels)) == [100] * len(CLASS_NAMES)
    assert len(set(labels[:20])) > 5


def test_the_same_seed_gives_the_same_garments() -> None:
    first, again, other = (synthetic.draw(200, seed) for seed in (1, 1, 2))
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])


def test_no_two_garments_are_equal() -> None:
    images, _ = synthetic.draw(2000, seed=1)
    assert len(np.unique(images.reshape(2000, -1), axis=0)) == 2000


def test_a_network_trained_on_fashion_mnist_recognizes_them() -> None:
    images, labels = synthetic.draw(2000, seed=1)
    probabilities = Classifier.load(ARTICLE_CNN.path).classify_garments(images)
    assert (probabilities.argmax(axis=1) == labels).mean() > 0.8


def test_latent_vectors_have_the_mean_and_covariance_of_the_mixture(
    small_generator: Generator,
) -> None:
    latent = small_generator._sample_latent(4, 50_000, np.random.default_rng(1))
    weights = small_generator.mixture_weights[4] / small_generator.mixture_weights[4].sum()
    means, factors = small_generator.means[4], small_generator.cholesky_factors[4]
    mean = weights @ means
    covariances = factors @ factors.transpose(0, 2, 1)
    deviations = means - mean
    between = deviations[:, :, np.newaxis] * deviations[:, np.newaxis]
    covariance = np.tensordot(weights, covariances + between, axes=1)
    assert latent.mean(axis=0) == pytest.approx(mean, abs=0.02)
    assert np.cov(latent.T) == pytest.approx(covariance, abs=0.03)


def test_saving_and_loading_gives_the_same_generator(
    small_generator: Generator, tmp_path: Path
) -> None:
    small_generator.save(tmp_path / "generator.npz")
    again = Generator.load(tmp_path / "generator.npz")
    for name, array in vars(small_generator).items():
        assert getattr(again, name) == pytest.approx(array, abs=1e-3), name


def test_the_shipped_generator_is_small() -> None:
    assert synthetic.FILE.stat().st_size < 2e6
