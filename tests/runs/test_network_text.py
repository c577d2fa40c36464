import pytest

from cnn.errors import UnbuildableNetwork
from cnn.runs.network import ARTICLE_CNN, DENSE_NETWORK, Network
from cnn.runs.network_text import LONGEST, from_text, to_text
from tests.networks import NORMALIZED_CNN
from tests.random_networks import buildable_networks


def test_the_article_cnn_is_short() -> None:
    assert to_text(ARTICLE_CNN) == "c32x3-m2-c64x2-m2-f-d100-o0.4"
    assert to_text(DENSE_NETWORK) == "f-d100"


@pytest.mark.parametrize("network", [ARTICLE_CNN, DENSE_NETWORK, NORMALIZED_CNN])
def test_a_network_survives_being_written_and_read(network: Network) -> None:
    assert from_text(to_text(network)) == network


def test_random_networks_survive_but_for_the_last_digits_of_dropout() -> None:
    for network in buildable_networks(200, seed=8):
        text = to_text(network)
        assert to_text(from_text(text)) == text
        assert from_text(text).parameters == network.parameters
        assert len(text) <= LONGEST


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("f-d100-z", "does not know: 'z'"),
        ("c32-f", "does not know: 'c32'"),
        ("c32x3.swish-f", r"does not know: 'c32x3\.swish'"),
        ("m2.tanh-f", "does not know"),
        ("c3x3x3-f", "does not know"),
        ("f--d10", "does not know: ''"),
        ("d٣-f", "does not know"),
        ("f-d1.5", "does not know"),
        ("f\n-d10", "does not know"),
        ("c32x30-f", "from 1 to 28 pixels"),
        ("d100", "flatten layer before it"),
        ("", "flatten layer before it"),
        ("f-" * 501, "too long"),
        ("f-d" + "9" * 900, "from 1 to 4,096 units"),
    ],
)
def test_what_is_no_network_is_told(text: str, sentence: str) -> None:
    with pytest.raises(UnbuildableNetwork, match=sentence):
        from_text(text)
