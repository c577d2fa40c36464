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


def script(arithmetic: "Arithmetic") -> None:
    from cnn.ui.components.arithmetic import arithmetic_of_value

    arithmetic_of_value(arithmetic, row=2, column=1, shown=1.0, key="sum")


def sent(arithmetic: Arithmetic) -> dict[str, Any]:
    app = component(script, arithmetic=arithmetic).run()
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
