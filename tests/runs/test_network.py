import pickle
from collections.abc import Sequence

import pytest

from cnn.errors import UnbuildableNetwork
from cnn.runs.network import (
    ARTICLE_CNN,
    BOOK_CNN,
    DENSE_NETWORK,
    OUTPUT,
    ActivationName,
    BatchNormalization,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    LabNetwork,
    Layer,
    Network,
    Padding,
    Pooling,
    PoolingKind,
)
from tests.networks import NORMALIZED_CNN

HEAD = (Flatten(), OUTPUT)


def test_the_article_cnn_has_the_layers_of_the_article() -> None:
    assert ARTICLE_CNN.layers == (
        Convolution(32, 3, ActivationName.RELU, Padding.SAME),
        Pooling(PoolingKind.MAX, 2),
        Convolution(64, 2, ActivationName.RELU, Padding.SAME),
        Pooling(PoolingKind.MAX, 2),
        Flatten(),
        Dense(100, ActivationName.RELU),
        Dropout(0.4),
        Dense(10, ActivationName.SOFTMAX),
    )
    sizes = list(ARTICLE_CNN.sizes())
    assert [size.output_shape for size in sizes] == [
        (28, 28, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64), (3136,), (100,), (100,), (10,),
    ]  # fmt: skip
    assert [size.parameters for size in sizes] == [320, 0, 8_256, 0, 0, 313_700, 0, 1_010]
    assert sizes[0].weights == ((3, 3, 1, 32), (32,))


@pytest.mark.parametrize(
    ("network", "parameters"),
    [
        (ARTICLE_CNN, 323_286),
        (BOOK_CNN, 333_526),
        (DENSE_NETWORK, 79_510),
        (NORMALIZED_CNN, 391_082),
    ],
)
def test_the_known_networks_have_as_many_parameters_as_documented(
    network: Network, parameters: int
) -> None:
    network.check()
    assert network.parameters == parameters


def test_a_network_is_a_value() -> None:
    copy = pickle.loads(pickle.dumps(ARTICLE_CNN))
    assert copy == ARTICLE_CNN
    assert {copy, ARTICLE_CNN} == {ARTICLE_CNN}
    assert BOOK_CNN != ARTICLE_CNN


def test_dropout_is_found() -> None:
    assert ARTICLE_CNN.has_dropout and LabNetwork.RESIDUAL_CNN.has_dropout
    assert not DENSE_NETWORK.has_dropout


@pytest.mark.parametrize(
    ("layers", "place", "sentence"),
    [
        ([Pooling(size=4), Pooling(size=4), Pooling()], 2, "leaves nothing of 1 x 1 pixels"),
        (
            [Pooling(size=7), Convolution(8, 5, padding=Padding.VALID)],
            1,
            "A 5 x 5 kernel is wider than its input of 4 x 4",
        ),
        ([Convolution(8, 3), Dense(10)], 1, "Put a flatten layer before it"),
        ([Flatten(), Convolution(8, 3)], 1, "A convolution needs feature maps"),
        ([Flatten(), Pooling()], 1, "Pooling needs feature maps"),
        ([Dropout(1.0)], 0, "The rate of dropout"),
        ([Dropout(-0.1)], 0, "The rate of dropout"),
        ([Dropout(float("nan"))], 0, "The rate of dropout"),
        ([Convolution(0, 3)], 0, "from 1 to 512 filters"),
        ([Convolution(1, 29)], 0, "from 1 to 28 pixels"),
        ([Pooling(size=0)], 0, "from 1 to 28 pixels"),
        ([Flatten(), Dense(0)], 1, "from 1 to 4,096 units"),
        ([Flatten(), Dense(100), Dense(4096), Dense(512)], 3, "2,594,990 parameters are more"),
        ([Dropout(0.1)] * 39, None, "at most 40 layers"),
    ],
)
def test_what_cannot_be_built_is_told_with_the_layer_that_caused_it(
    layers: Sequence[Layer], place: int | None, sentence: str
) -> None:
    with pytest.raises(UnbuildableNetwork, match=sentence) as refused:
        Network((*layers, *HEAD)).check()
    assert refused.value.place == place


@pytest.mark.parametrize(
    "layers",
    [(), (Flatten(),), (Flatten(), Dense(10)), (Flatten(), Dense(9, ActivationName.SOFTMAX))],
)
def test_a_network_ends_in_a_probability_for_each_class(layers: tuple[Layer, ...]) -> None:
    with pytest.raises(UnbuildableNetwork, match="10 units and softmax"):
        Network(layers).check()


def test_the_layers_before_the_one_that_cannot_be_built_have_sizes() -> None:
    sizes = Network((Convolution(8, 3), BatchNormalization(), Dense(10), *HEAD)).sizes()
    assert next(sizes).output_shape == (28, 28, 8)
    assert next(sizes).parameters == 32
    with pytest.raises(UnbuildableNetwork):
        next(sizes)
