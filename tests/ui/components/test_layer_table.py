from streamlit.testing.v1 import AppTest

from cnn.nn.networks import build_network
from cnn.nn.summary import layer_rows
from cnn.runs.network import ARTICLE_CNN, BOOK_CNN, DENSE_NETWORK, Network, Pooling
from cnn.ui.components.layer_table import in_words, row
from tests.ui.visiting import component, texts


def script(network: "Network") -> None:
    from cnn.ui.components.layer_table import layer_table

    layer_table(network)


def shown(network: Network) -> AppTest:
    app = component(script, network=network).run()
    assert not app.exception
    return app


def test_parameters_are_calculated() -> None:
    rows = [row(size) for size in ARTICLE_CNN.sizes()]
    assert rows[0] == {
        "Layer": "Conv2D, 3 x 3 kernel",
        "Output shape": "28 x 28 x 32",
        "Parameters": "3·3·1·32 + 32 = 320",
    }
    assert rows[1]["Parameters"] == "0"


def test_it_is_the_table_of_the_model_that_will_be_built() -> None:
    for network in (ARTICLE_CNN, DENSE_NETWORK):
        built = layer_rows(build_network(network))
        assert [(each.layer, each.output_shape) for each in built] == [
            (in_words(size.layer), row(size)["Output shape"]) for size in network.sizes()
        ]


def test_the_total_follows() -> None:
    assert "**323,286 parameters** in 8 layers" in texts(shown(ARTICLE_CNN))


def test_the_difference_from_the_article_is_told() -> None:
    assert "10,240 more than the article's" in texts(shown(BOOK_CNN))
    assert "243,776 fewer than the article's" in texts(shown(DENSE_NETWORK))
    assert "article" not in texts(shown(ARTICLE_CNN))


def test_it_ends_before_a_layer_that_cannot_be_built() -> None:
    network = Network((Pooling(size=28), Pooling(), *ARTICLE_CNN.layers))
    assert "**0 parameters** in 1 layers" in texts(shown(network))
