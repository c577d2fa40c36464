from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.pretrained import PretrainedModel
from tests.ui.visiting import component, pictures, protos, texts


def script(model: "Any") -> None:
    from cnn.ui.components.before_and_after import before_and_after

    before_and_after(model)


def shown(model: PretrainedModel) -> AppTest:
    app = component(script, model=SimpleNamespace(path=model.path, record=model.record)).run()
    assert not app.exception
    return app


def test_kernels_and_weights_stand_beside_those_before_training() -> None:
    app = shown(pretrained.ARTICLE_CNN)
    assert [picture.alt for picture in pictures(app)] == [
        "Before training: the 32 kernels of the first convolution",
        "After training: the 32 kernels of the first convolution",
    ]
    before, after = protos(app, "vega_lite_chart")
    assert before.alt.startswith("Histogram of 323,080 weights, mean ")
    assert before.alt != after.alt
    assert "many look for an edge" in texts(app)


@pytest.mark.parametrize("model", pretrained.PRETRAINED_MODELS, ids=lambda model: model.name)
def test_every_model_has_a_before_and_an_after(model: PretrainedModel) -> None:
    assert len(protos(shown(model), "vega_lite_chart")) == 2


def test_a_network_without_convolutions_has_no_kernels() -> None:
    app = shown(pretrained.DENSE_NETWORK)
    assert not pictures(app)
    assert "edge" not in texts(app)
