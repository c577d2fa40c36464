import keras
import numpy as np
import pytest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.nn.explain.feature_maps import Arithmetic, FeatureMaps, Kind, LayerOutput, arithmetic
from cnn.nn.networks import build_network
from cnn.pretrained import PretrainedModel
from cnn.runs.network import (
    ARTICLE_CNN,
    OUTPUT,
    ActivationName,
    Convolution,
    Flatten,
    Network,
    Padding,
    Pooling,
    PoolingKind,
)
from tests.networks import NORMALIZED_CNN


@pytest.fixture
def image(small_data: Dataset) -> np.ndarray:
    found: np.ndarray = small_data.validation.images[0].astype(np.float32) / 255
    return found


def by_hand(opened: Arithmetic) -> np.ndarray:
    """All values of a feature map or unit, computed one by one: float64 (h, w)."""
    inputs = opened.inputs.astype(np.float64)
    height, width = opened.window
    found = np.zeros(opened.output.shape)
    for row, column in np.ndindex(*found.shape):
        top, left = (opened.step * at - opened.before[i] for i, at in enumerate((row, column)))
        patch = np.zeros((height, width, inputs.shape[2]))
        for y, x in np.ndindex(height, width):
            if 0 <= top + y < inputs.shape[0] and 0 <= left + x < inputs.shape[1]:
                patch[y, x] = inputs[top + y, left + x]
        match opened.kind:
            case Kind.PRODUCTS:
                assert opened.weights is not None
                found[row, column] = (patch * opened.weights).sum() + opened.bias
            case Kind.MAXIMUM:
                found[row, column] = patch.max()
            case Kind.MEAN:
                found[row, column] = patch.mean()
    if opened.activation == "relu":
        return np.maximum(found, 0)
    return np.tanh(found) if opened.activation == "tanh" else found


def outputs_of(network: Network, image: np.ndarray) -> list[LayerOutput]:
    keras.utils.set_random_seed(3)
    return FeatureMaps(build_network(network)).of(image)


def test_the_layers_are_those_that_make_something_of_the_garment(image: np.ndarray) -> None:
    outputs = outputs_of(ARTICLE_CNN, image)
    assert [(output.title, output.values.shape) for output in outputs] == [
        ("Conv2D, 3 x 3 kernel", (28, 28, 32)),
        ("MaxPooling2D, 2 x 2 window", (14, 14, 32)),
        ("Conv2D, 2 x 2 kernel", (14, 14, 64)),
        ("MaxPooling2D, 2 x 2 window", (7, 7, 64)),
        ("Dense", (100,)),
        ("Dense", (10,)),
    ]
    assert np.array_equal(outputs[0].inputs[..., 0], image)


NETWORKS = {
    "article": ARTICLE_CNN,
    "even kernels, no padding, average": Network(
        (
            Convolution(3, 4, ActivationName.TANH, Padding.VALID),
            Pooling(PoolingKind.AVERAGE, 3),
            Convolution(5, 7, ActivationName.LINEAR),
            Flatten(),
            OUTPUT,
        )
    ),
}


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS.keys())
def test_every_value_is_the_sum_that_it_opens_to(network: Network, image: np.ndarray) -> None:
    for output in outputs_of(network, image)[:-1]:
        count = output.own.shape[-1]
        for number in {0, count // 2, count - 1}:
            opened = arithmetic(output, number)
            assert opened is not None
            np.testing.assert_allclose(by_hand(opened), opened.output, atol=1e-4)


def test_the_ten_sums_become_probabilities_by_softmax(image: np.ndarray) -> None:
    last = outputs_of(ARTICLE_CNN, image)[-1]
    opened = [arithmetic(last, number) for number in range(10)]
    sums = np.array([float(by_hand(each).item()) for each in opened if each is not None])
    assert {each.activation for each in opened if each is not None} == {"softmax"}
    np.testing.assert_allclose(np.exp(sums) / np.exp(sums).sum(), last.values, atol=1e-5)


@pytest.mark.parametrize("model", pretrained.PRETRAINED_MODELS, ids=lambda model: model.name)
def test_the_last_one_is_the_answer_of_the_model(model: PretrainedModel, image: np.ndarray) -> None:
    network = keras.models.load_model(model.path)
    answer = network.predict(image[np.newaxis, ..., np.newaxis], verbose=0)[0]
    np.testing.assert_allclose(FeatureMaps(network).of(image)[-1].values, answer, atol=1e-4)


def test_normalization_and_activation_are_seen_with_the_layer_before(image: np.ndarray) -> None:
    network = build_network(NORMALIZED_CNN)
    outputs = FeatureMaps(network).of(image)
    pooling = outputs[1]
    assert pooling.title.startswith("MaxPooling2D")
    assert pooling.own.min() < 0
    assert pooling.values.min() == 0, "relu"
    assert np.array_equal(outputs[2].inputs, pooling.values)


def test_a_sum_of_two_layers_does_not_open(image: np.ndarray) -> None:
    network = keras.models.load_model(pretrained.BEST_CNN.path)
    [first, _] = [each for each in FeatureMaps(network).of(image) if each.title == "Add"]
    assert first.values.shape == (14, 14, 64)
    assert arithmetic(first, 0) is None


def test_a_convolution_that_skips_places_does_not_open(image: np.ndarray) -> None:
    network = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(2, 3, strides=2),
            keras.layers.MaxPooling2D(3, strides=2),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    convolution, pooling, _ = FeatureMaps(network).of(image)
    assert arithmetic(convolution, 0) is None
    assert arithmetic(pooling, 0) is None
