import numpy as np
import pytest

from cnn.nn import networks
from cnn.nn.networks import NETWORKS
from cnn.runs.recipe import NetworkName


def test_the_article_cnn_has_the_layers_of_the_article() -> None:
    model = networks.article_cnn()
    assert [type(layer).__name__ for layer in model.layers] == [
        "Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dropout", "Dense",
    ]  # fmt: skip
    assert [layer.count_params() for layer in model.layers if layer.count_params()] == [
        320, 8_256, 313_700, 1_010,
    ]  # fmt: skip
    assert model.count_params() == 323_286
    assert [layer.output.shape[1:] for layer in model.layers[:4]] == [
        (28, 28, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64),
    ]  # fmt: skip
    assert model.layers[2].kernel_size == (2, 2)
    assert model.layers[6].rate == 0.4


def test_the_dense_network_has_no_convolution() -> None:
    model = networks.dense_network()
    assert model.count_params() == 79_510
    assert not any("Conv" in type(layer).__name__ for layer in model.layers)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [(NetworkName.ROBUST_CNN, 391_082), (NetworkName.RESIDUAL_CNN, 475_050)],
)
def test_the_larger_networks_have_as_many_parameters_as_documented(
    name: NetworkName, parameters: int
) -> None:
    assert NETWORKS[name]().count_params() == parameters


@pytest.mark.parametrize("name", NetworkName)
def test_every_network_returns_probabilities(name: NetworkName) -> None:
    images = np.random.default_rng(0).random((3, 28, 28, 1), np.float32)
    probabilities = NETWORKS[name]()(images).numpy()
    assert probabilities.shape == (3, 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
