import json

import numpy as np
import pytest
from PIL import Image

from cnn.plots.chart import Chart
from cnn.plots.learning_curves import learning_curve
from cnn.runs.history import History, TracePoint
from tests.ui.visiting import component, pictures, protos

POINTS = (TracePoint(0.25, 0.9, 0.6), TracePoint(0.5, 0.85, 0.65))


def chart_script(shown: "Chart") -> None:
    from cnn.ui.components.charts import chart

    chart(shown, key="curve")


def test_a_chart_has_its_data_beside_it_and_says_what_it_shows() -> None:
    shown = learning_curve("loss", History(trace=POINTS), 20)
    [proto] = protos(component(chart_script, shown=shown).run(), "vega_lite_chart")
    assert proto.data.data
    assert "data" not in json.loads(proto.spec)
    assert proto.alt == shown.alt
    assert proto.theme == "streamlit"


def test_new_points_are_new_data_for_the_same_chart() -> None:
    first, second = (learning_curve("loss", History(trace=POINTS[:count]), 20) for count in (1, 2))
    [before] = protos(component(chart_script, shown=first).run(), "vega_lite_chart")
    [after] = protos(component(chart_script, shown=second).run(), "vega_lite_chart")
    assert before.spec == after.spec
    assert before.data.data != after.data.data


def picture_script(name: str, image: "np.ndarray", size: int, expected: "Image.Image") -> None:
    import streamlit as st

    from cnn.ui.components import charts

    getattr(charts, name)(image, "What it shows", size, "Caption")
    st.image(expected, output_format="PNG", alt="What it should show")


def enlarged(image: np.ndarray, scale: int) -> Image.Image:
    return Image.fromarray(image.repeat(scale, axis=0).repeat(scale, axis=1))


GARMENT = np.arange(784, dtype=np.uint8).reshape(28, 28)
COLORS = np.arange(2352, dtype=np.uint8).reshape(28, 28, 3)
TALL = np.arange(200, dtype=np.uint8).reshape(20, 10)
LARGE = np.full((400, 200, 3), 77, np.uint8)


@pytest.mark.parametrize(
    ("name", "image", "expected"),
    [
        ("garment", GARMENT, enlarged(255 - GARMENT, 3)),
        ("picture", COLORS, enlarged(COLORS, 3)),
        ("picture", TALL, enlarged(TALL, 5)),
        ("picture", LARGE, Image.new("RGB", (50, 100), (77, 77, 77))),
    ],
    ids=["a garment", "a picture in color", "a tall picture", "a large picture"],
)
def test_pictures_are_enlarged_with_sharp_pixels_or_shrunk(
    name: str, image: np.ndarray, expected: Image.Image
) -> None:
    app = component(picture_script, name=name, image=image, size=100, expected=expected).run()
    assert not app.exception
    shown, as_expected = pictures(app)
    assert (shown.alt, shown.caption) == ("What it shows", "Caption")
    assert shown.url == as_expected.url, "the address of a picture is a hash of its pixels"
