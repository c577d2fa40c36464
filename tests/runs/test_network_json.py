import json
from pathlib import Path

import pytest

from cnn.errors import UnbuildableNetwork
from cnn.runs.network import (
    ARTICLE_CNN,
    DENSE_NETWORK,
    AnyNetwork,
    LabNetwork,
)
from cnn.runs.network_json import from_plain, read_network, to_plain
from tests.networks import NORMALIZED_CNN
from tests.random_networks import buildable_networks


def read(text: str, folder: Path) -> AnyNetwork:
    file = folder / "network.json"
    file.write_text(text, "utf-8")
    return read_network(file)


@pytest.mark.parametrize(
    "network",
    [
        ARTICLE_CNN,
        DENSE_NETWORK,
        NORMALIZED_CNN,
        LabNetwork.RESIDUAL_CNN,
        *buildable_networks(20, 3),
    ],
)
def test_a_network_survives_being_written_and_read(network: AnyNetwork, tmp_path: Path) -> None:
    assert read(json.dumps(to_plain(network)), tmp_path) == network


def test_what_is_usual_may_be_left_out(tmp_path: Path) -> None:
    text = '[{"layer": "flatten"}, {"layer": "dense", "units": 100}, LAST]'
    last = '{"layer": "dense", "units": 10, "activation": "softmax"}'
    assert read(text.replace("LAST", last), tmp_path) == DENSE_NETWORK


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("3", "a list of layers"),
        ('"resnet"', "The lab's own are: residual_cnn"),
        ("[3]", "Layer 1 has no known kind"),
        ('[{"layer": ["dense"]}]', "Layer 1 has no known kind"),
        ('[{"layer": "flatten"}, {"layer": "dense"}]', "Layer 2, dense: 'units' is missing"),
        ('[{"layer": "dense", "unit": 9}]', "Layer 1, dense: there is no setting 'unit'"),
        ('[{"layer": "dense", "units": 9.5}]', "'units' is a whole number, not 9.5"),
        ('[{"layer": "dense", "units": true}]', "'units' is a whole number, not True"),
        ('[{"layer": "dropout", "rate": "0.4"}]', "'rate' is a number, not '0.4'"),
        (
            '[{"layer": "convolution", "filters": 8, "kernel_size": 3, "bias": 1}]',
            "'bias' is true or false, not 1",
        ),
        (
            '[{"layer": "activation", "function": "swish"}]',
            "'function' is one of: relu, tanh, sigmoid, linear, softmax, not 'swish'",
        ),
        ('[{"layer": "activation", "function": {}}]', "'function' is one of"),
        ('[{"layer": "dropout", "rate": NaN}]', "The rate of dropout"),
        ('[{"layer": "dense", "units": 10}]', "Put a flatten layer before it"),
        ("[]", "10 units and softmax"),
    ],
)
def test_what_is_no_network_is_told(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(UnbuildableNetwork, match=sentence):
        read(text, tmp_path)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "network.json").write_bytes(b'"\xff"')
    with pytest.raises(UnbuildableNetwork, match="not JSON"):
        read_network(tmp_path / "network.json")


def test_the_layer_that_is_wrong_has_a_place() -> None:
    with pytest.raises(UnbuildableNetwork) as refused:
        from_plain([{"layer": "flatten"}, {"layer": "dense", "units": "many"}])
    assert refused.value.place == 1
