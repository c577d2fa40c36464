from types import SimpleNamespace
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.pretrained import PretrainedModel
from tests.ui.visiting import component, pictures, texts


def script(model: "Any", image: "np.ndarray") -> None:
    from cnn.ui.components.first_maps import first_maps

    first_maps(model, image)


def shown(model: PretrainedModel) -> AppTest:
    image = np.linspace(0, 1, 784, dtype=np.float32).reshape(28, 28)
    app = component(script, model=SimpleNamespace(path=model.path), image=image).run()
    assert not app.exception
    return app


def test_a_convolution_shows_its_feature_maps() -> None:
    app = shown(pretrained.ARTICLE_CNN)
    [picture] = pictures(app)
    assert picture.alt == "Conv2D, 3 x 3 kernel: 32 feature maps"
    assert "Each filter looks for something else" in texts(app)


def test_a_dense_layer_shows_its_units() -> None:
    app = shown(pretrained.DENSE_NETWORK)
    [picture] = pictures(app)
    assert picture.alt == "Dense: 100 values"
    assert "Each unit weighs all pixels" in texts(app)
