import keras
import numpy as np
import pytest

from cnn.nn.networks import build_network
from cnn.runs.network import (
    ARTICLE_CNN,
    BOOK_CNN,
    DENSE_NETWORK,
    AnyNetwork,
    LabNetwork,
    Network,
)
from tests.networks import NORMALIZED_CNN
from tests.random_networks import buildable_networks

KNOWN = [ARTICLE_CNN, BOOK_CNN, DENSE_NETWORK, NORMALIZED_CNN, LabNetwork.RESIDUAL_CNN]
NAMES = ["article", "book", "dense", "robust", "residual"]


def assert_sizes(network: Network) -> None:
    """Keras's own output shapes and numbers of parameters, by layer, are those by arithmetic."""
    model = build_network(network)
    sizes = list(network.sizes())
    assert [layer.output.shape[1:] for layer in model.layers] == [
        size.output_shape for size in sizes
    ]
    for layer, size in zip(model.layers, sizes, strict=True):
        assert [weight.shape for weight in layer.weights] == list(size.weights)
    assert model.count_params() == network.parameters


@pytest.mark.parametrize("network", [ARTICLE_CNN, BOOK_CNN, DENSE_NETWORK, NORMALIZED_CNN])
def test_the_known_networks_have_the_sizes_of_their_description(network: Network) -> None:
    assert_sizes(network)


def test_200_random_networks_have_the_sizes_of_their_description() -> None:
    for network in buildable_networks(200, seed=1):
        assert_sizes(network)


def test_the_article_cnn_is_built_to_the_letter() -> None:
    model = build_network(ARTICLE_CNN)
    assert [type(layer).__name__ for layer in model.layers] == [
        "Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dropout", "Dense",
    ]  # fmt: skip
    first, _, second, _, _, hidden, dropout, output = model.layers
    assert (first.kernel_size, second.kernel_size) == ((3, 3), (2, 2))
    assert first.padding == second.padding == "same"
    activations = [layer.activation.__name__ for layer in (first, second, hidden, output)]
    assert activations == ["relu", "relu", "relu", "softmax"]
    assert dropout.rate == 0.4


def test_the_residual_network_has_as_many_parameters_as_documented() -> None:
    assert build_network(LabNetwork.RESIDUAL_CNN).count_params() == 475_050


def test_pooling_takes_the_maximum_or_the_mean() -> None:
    kinds = {
        type(layer).__name__
        for network in buildable_networks(30, seed=2)
        for layer in build_network(network).layers
    }
    assert {"MaxPooling2D", "AveragePooling2D"} <= kinds


@pytest.mark.parametrize("network", [*KNOWN, *buildable_networks(5, seed=4)])
def test_every_network_returns_probabilities(network: AnyNetwork) -> None:
    images = np.random.default_rng(0).random((3, 28, 28, 1), np.float32)
    probabilities = build_network(network)(images).numpy()
    assert probabilities.shape == (3, 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("network", KNOWN, ids=NAMES)
def test_a_network_has_the_same_layers_however_often_it_is_built(network: AnyNetwork) -> None:
    first, second = build_network(network), build_network(network)
    assert [layer.name for layer in first.layers] == [layer.name for layer in second.layers]
    assert [type(layer) for layer in first.layers] == [type(layer) for layer in second.layers]


def test_its_layers_have_the_names_that_keras_gives_in_a_new_process() -> None:
    keras.layers.Conv2D(1, 1)
    assert [layer.name for layer in build_network(ARTICLE_CNN).layers] == [
        "conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1",
        "flatten", "dense", "dropout", "dense_1",
    ]  # fmt: skip
