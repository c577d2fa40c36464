import re

import pytest

from cnn.runs.network import ARTICLE_CNN, DENSE_NETWORK, Convolution, Flatten, Network, Pooling
from tests.ui.visiting import component


def script(network: "Network") -> None:
    from cnn.ui.components.network_picture import network_picture

    network_picture(network)


def shown(network: Network) -> str:
    app = component(script, network=network).run()
    assert not app.exception
    [html] = app.get("html")
    return str(html.proto.body)


def stacks(html: str) -> list[tuple[int, str]]:
    """The number of shapes of each layer, and the size of the last one, which is in front."""
    layers = re.findall(r"<span><i.*?</i><b>", html)
    shapes = [re.findall(r"width:([\d.]+)px;height:([\d.]+)px", layer)[1:] for layer in layers]
    return [(len(each), " x ".join(each[-1])) for each in shapes]


def test_feature_maps_shrink_while_their_number_grows() -> None:
    assert stacks(shown(ARTICLE_CNN))[:5] == [
        (1, "70 x 70"),
        (6, "70 x 70"),
        (6, "35 x 35"),
        (8, "35 x 35"),
        (8, "17.5 x 17.5"),
    ]


def test_the_ten_classes_are_drawn_one_by_one() -> None:
    assert stacks(shown(DENSE_NETWORK))[-1][0] == 10


def test_all_shapes_are_read_out() -> None:
    [spoken] = re.findall(r'aria-label="(.*?)"', shown(ARTICLE_CNN))
    assert spoken == (
        "The shapes from layer to layer: Image 28 x 28 x 1, Convolution 28 x 28 x 32, "
        "Pooling 14 x 14 x 32, Convolution 14 x 14 x 64, Pooling 7 x 7 x 64, Flatten 3136, "
        "Dense 100, Dropout 100, Output 10"
    )


@pytest.mark.parametrize("filters", [1, 4, 512])
def test_any_number_of_filters_can_be_drawn(filters: int) -> None:
    network = Network((Convolution(filters, 3), Flatten(), *ARTICLE_CNN.layers[-1:]))
    assert stacks(shown(network))[1][0] == {1: 1, 4: 2, 512: 16}[filters]


def test_it_ends_before_a_layer_that_cannot_be_built() -> None:
    network = Network((Pooling(size=28), Pooling(), *ARTICLE_CNN.layers))
    assert len(stacks(shown(network))) == 2
