import json

import numpy as np

from cnn.nn.explain.feature_maps import FeatureMaps, LayerOutput
from cnn.nn.networks import build_network
from cnn.runs.network import ARTICLE_CNN
from tests.ui.visiting import component, protos


def script(outputs: "list[LayerOutput]") -> None:
    from cnn.ui.components.feature_maps import feature_maps
    from cnn.ui.components.opened_value import Place

    feature_maps(outputs, Place(2, 5, 3, 4))


def test_pictures_shrink_from_the_image_to_the_answer() -> None:
    image = np.linspace(0, 1, 784, dtype=np.float32).reshape(28, 28)
    app = component(script, outputs=FeatureMaps(build_network(ARTICLE_CNN)).of(image)).run()
    assert not app.exception
    [proto] = protos(app, "bidi_component")
    pictures = json.loads(proto.json)["layers"]
    assert [(each["title"], each["size"]) for each in pictures] == [
        ("Image", "28 x 28"),
        ("Conv2D, 3 x 3 kernel", "32 of 28 x 28"),
        ("MaxPooling2D, 2 x 2 window", "32 of 14 x 14"),
        ("Conv2D, 2 x 2 kernel", "64 of 14 x 14"),
        ("MaxPooling2D, 2 x 2 window", "64 of 7 x 7"),
        ("Dense", "100 values"),
        ("Dense", "10 values"),
    ]
    assert all(each["alt"] for each in pictures)
    widths = [each["width"] for each in pictures[1:5]]
    assert widths == sorted(widths, reverse=True)
    assert [each["chosen"] for each in pictures] == [None, None, None, [5, 3, 4], None, None, None]
