import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.nn.explain.feature_maps import FeatureMaps, LayerOutput
from cnn.nn.networks import build_network
from cnn.runs.network import ARTICLE_CNN
from cnn.ui.components.opened_value import CHOICE, Place
from tests.ui.visiting import component, protos


@pytest.fixture(scope="module")
def outputs() -> list[LayerOutput]:
    image = np.linspace(0, 1, 784, dtype=np.float32).reshape(28, 28)
    return FeatureMaps(build_network(ARTICLE_CNN)).of(image)


def script(outputs: "list[LayerOutput]", covered: bool) -> None:
    from cnn.ui.components.feature_maps import feature_maps
    from cnn.ui.components.opened_value import chosen_place, place_inputs, value_in_full

    chosen = chosen_place(outputs)
    feature_maps(outputs, chosen)
    place_inputs(outputs, chosen)
    value_in_full(outputs[chosen.layer], chosen, covered=covered)


def shown(
    outputs: list[LayerOutput], chosen: Place | None = None, *, covered: bool = False
) -> AppTest:
    app = component(script, outputs=outputs, covered=covered)
    if chosen is not None:
        app.session_state[CHOICE] = chosen
    app.run()
    assert not app.exception
    return app


def sent(app: AppTest) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The pictures, and the opened value."""
    pictures, value = (json.loads(proto.json) for proto in protos(app, "bidi_component"))
    return pictures["layers"], value


def numbers(app: AppTest) -> dict[str, Any]:
    return {box.label: box.value for box in app.number_input}


def test_at_first_a_value_in_the_middle_of_the_first_map_is_open(
    outputs: list[LayerOutput],
) -> None:
    app = shown(outputs)
    pictures, value = sent(app)
    assert [each["chosen"] for each in pictures] == [None, [0, 14, 14], *5 * [None]]
    assert numbers(app) == {"Feature map": 1, "Row": 15, "Column": 15}
    assert (value["row"], value["column"], value["window"]) == (14, 14, [3, 3])
    assert value["shown"] == pytest.approx(float(outputs[0].own[14, 14, 0]), abs=1e-5)


def test_another_value_is_chosen_by_its_numbers(outputs: list[LayerOutput]) -> None:
    app = shown(outputs)
    app.selectbox[0].set_value(2).run()
    next(box for box in app.number_input if box.label == "Feature map").set_value(64).run()
    next(box for box in app.number_input if box.label == "Row").set_value(14).run()
    assert not app.exception
    pictures, value = sent(app)
    assert pictures[3]["chosen"] == [63, 13, 7]
    assert np.shape(value["weights"]) == (2, 2, 32)
    assert value["row"] == 13


def test_a_unit_of_a_dense_layer_has_no_row(outputs: list[LayerOutput]) -> None:
    app = shown(outputs, Place(4, 7, 0, 0))
    assert numbers(app) == {"Unit": 8}
    _, value = sent(app)
    assert np.shape(value["inputs"]) == (1, 1, 3136)


def test_the_parameters_of_the_opened_layer_are_calculated(outputs: list[LayerOutput]) -> None:
    calculated = [
        sent(shown(outputs, Place(layer, 0, 0, 0)))[1]["parameters"] for layer in range(4)
    ]
    assert calculated == ["3·3·1·32 + 32 = 320", "0", "2·2·32·64 + 64 = 8,256", "0"]


def test_a_covered_value_is_opened_covered(outputs: list[LayerOutput]) -> None:
    assert sent(shown(outputs))[1]["covered"] is False
    assert sent(shown(outputs, covered=True))[1]["covered"] is True


def test_what_normalization_makes_of_a_value_is_told(outputs: list[LayerOutput]) -> None:
    assert sent(shown(outputs))[1]["after"] is None
    normalized = replace(outputs[0], values=outputs[0].own + 1)
    _, value = sent(shown([normalized, *outputs[1:]]))
    assert value["after"] == pytest.approx(value["shown"] + 1, abs=1e-4)


def test_a_choice_that_another_network_does_not_have_is_forgotten(
    outputs: list[LayerOutput],
) -> None:
    for elsewhere in (Place(9, 0, 0, 0), Place(0, 99, 0, 0), Place(1, 0, 20, 0)):
        pictures, _ = sent(shown(outputs, elsewhere))
        assert pictures[1]["chosen"] == [0, 14, 14]
