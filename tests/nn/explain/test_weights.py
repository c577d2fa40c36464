import keras
import numpy as np

from cnn import pretrained
from cnn.nn.explain.weights import untrained, weights_of
from cnn.runs.network import ARTICLE_CNN, DENSE_NETWORK, LabNetwork


def test_the_kernels_are_those_of_the_first_convolution() -> None:
    model = keras.models.load_model(pretrained.ARTICLE_CNN.path)
    found = weights_of(model)
    assert found.kernels is not None
    assert np.array_equal(found.kernels, np.asarray(model.layers[0].kernel)[:, :, 0, :])
    biases = 32 + 64 + 100 + 10
    assert found.all.shape == (323_286 - biases,)


def test_a_training_begins_with_the_same_weights_for_the_same_seed() -> None:
    first, again, other = (untrained(ARTICLE_CNN, seed) for seed in (7, 7, 8))
    assert np.array_equal(first.all, again.all)
    assert not np.array_equal(first.all, other.all)
    assert abs(first.all.mean()) < 0.001


def test_networks_without_a_convolution_have_no_kernels() -> None:
    assert untrained(DENSE_NETWORK, 1).kernels is None
    residual = untrained(LabNetwork.RESIDUAL_CNN, 1).kernels
    assert residual is not None
    assert residual.shape == (3, 3, 32)
