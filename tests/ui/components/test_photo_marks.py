import base64
import io
import json

import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from cnn.preprocessing.segmentation import Hint
from cnn.ui.components.photo_marks import BRUSHES, hints
from cnn.ui.drawing_store import Drawing
from cnn.ui.state import Photo
from tests.ui.visiting import component, protos

GREEN, RED = BRUSHES.values()
STROKE = {"type": "Path", "stroke": GREEN}
CROP = (0.1, 0.0, 1.0, 1.0)


def script(photo: "Photo", crop: "tuple[float, float, float, float]") -> None:
    import streamlit as st
    from PIL import Image

    from cnn.ui.components.photo_marks import photo_marks

    photo_marks(photo, crop, Image.new("RGB", (320, 200), "white"))
    st.session_state["marks"] = photo.marks


def painted() -> bytes:
    """A green and a red stroke on nothing, as the browser sends them."""
    paper = Image.new("RGBA", (320, 200))
    ImageDraw.Draw(paper).line((20, 50, 300, 50), GREEN, 12)
    ImageDraw.Draw(paper).line((20, 150, 300, 150), RED, 12)
    buffer = io.BytesIO()
    paper.save(buffer, "PNG")
    return buffer.getvalue()


def send(app: AppTest, photo: Photo, objects: object) -> None:
    data = "data:image/png;base64," + base64.b64encode(painted()).decode()
    app.session_state[f"marks_{photo.id}_10_0_100_100"] = {
        "drawing": {"raw": {"objects": objects}, "data": data}
    }
    app.run()
    assert not app.exception


@pytest.fixture
def photo() -> Photo:
    return Photo("dress.jpg", Image.new("RGB", (640, 400), "white"))


def opened(photo: Photo, crop: tuple[float, float, float, float] = CROP) -> AppTest:
    app = component(script, photo=photo, crop=crop).run()
    assert not app.exception
    return app


def test_paint_becomes_hints() -> None:
    found = hints(Drawing("[]", painted()))
    assert found.shape == (200, 320)
    assert found[50, 160] == Hint.GARMENT
    assert found[150, 160] == Hint.BACKGROUND
    assert found[100, 160] == Hint.NONE


def test_what_is_painted_belongs_to_the_crop_that_is_shown(photo: Photo) -> None:
    send(opened(photo), photo, [STROKE])
    assert list(photo.marks) == [CROP]
    assert photo.marks[CROP].png == painted()


def test_what_is_undone_is_forgotten(photo: Photo) -> None:
    app = opened(photo)
    send(app, photo, [STROKE])
    send(app, photo, [])
    assert photo.marks == {}


def test_marks_return_with_their_photo(photo: Photo) -> None:
    photo.marks[CROP] = Drawing(json.dumps([STROKE]), painted())
    [canvas] = [
        proto
        for proto in protos(opened(photo), "bidi_component")
        if "drawable" in proto.component_name
    ]
    assert GREEN in canvas.json
