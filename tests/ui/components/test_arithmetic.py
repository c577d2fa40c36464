import json
from typing import Any

import numpy as np

from cnn.nn.explain.feature_maps import Arithmetic, Kind
from tests.ui.visiting import component, protos

CONVOLUTION = Arithmetic(
    kind=Kind.PRODUCTS,
    inputs=np.arange(9, dtype=np.float32).reshape(3, 3, 1) / 3,
    window=(2, 2),
    step=1,
    before=(0, 0),
    weights=np.ones((2, 2, 1), np.float32),
    bias=-0.5,
    activation="relu",
    output=np.ones((3, 3), np.float32),
)


def script(arithmetic: "Arithmetic", after: float | None, covered: bool) -> None:
    from cnn.ui.components.arithmetic import arithmetic_of_value

    arithmetic_of_value(
        arithmetic,
        row=2,
        column=1,
        shown=1.0,
        after=after,
        parameters="2·2·1·1 + 1 = 5",
        key="sum",
        covered=covered,
    )


def sent(
    arithmetic: Arithmetic, after: float | None = None, *, covered: bool = False
) -> dict[str, Any]:
    app = component(script, arithmetic=arithmetic, after=after, covered=covered).run()
    assert not app.exception
    [proto] = protos(app, "bidi_component")
    data: dict[str, Any] = json.loads(proto.json)
    return data


def test_the_browser_gets_all_that_the_sum_needs() -> None:
    data = sent(CONVOLUTION)
    assert data["kind"] == "products"
    assert data["inputs"][0][1] == [0.33333]
    assert data["weights"] == [[[1.0], [1.0]], [[1.0], [1.0]]]
    assert (data["bias"], data["activation"]) == (-0.5, "relu")
    assert (data["row"], data["column"], data["shown"]) == (2, 1, 1.0)
    assert (data["window"], data["step"], data["before"]) == ([2, 2], 1, [0, 0])


def test_a_result_may_be_worked_out_first() -> None:
    assert sent(CONVOLUTION)["covered"] is False
    assert sent(CONVOLUTION, covered=True)["covered"] is True


def test_the_layers_parameters_are_written_as_arithmetic() -> None:
    assert sent(CONVOLUTION)["parameters"] == "2·2·1·1 + 1 = 5"


def test_normalization_after_the_layer_is_told_if_there_is_any() -> None:
    assert sent(CONVOLUTION)["after"] is None
    assert sent(CONVOLUTION, after=0.1234567)["after"] == 0.12346


def test_pooling_has_no_weights() -> None:
    pooling = Arithmetic(
        Kind.MAXIMUM,
        CONVOLUTION.inputs,
        (3, 3),
        3,
        (0, 0),
        None,
        0.0,
        "linear",
        np.ones((1, 1), np.float32),
    )
    assert sent(pooling)["weights"] is None
