from pathlib import Path
from unittest.mock import PropertyMock

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from cnn.paths import ASSETS
from tests.ui.visiting import component, pictures, protos

DRESS = ASSETS / "examples" / "dress.png"
WHOLE = (0, 0, 1, 1)


def script(way: str) -> None:
    import streamlit as st

    from cnn.ui.components.photo_input import camera_photo, uploaded_photo

    st.session_state["given"] = camera_photo() if way == "Camera" else uploaded_photo()


def opened(way: str = "Upload") -> AppTest:
    app = component(script, way=way).run()
    assert not app.exception
    return app


@pytest.fixture
def app(lab: None) -> AppTest:
    return opened()


def upload(app: AppTest, file: Path) -> None:
    app.file_uploader[0].set_value((file.name, file.read_bytes(), "image/png")).run()
    assert not app.exception


def slide(app: AppTest, label: str, ends: tuple[int, int]) -> None:
    next(slider for slider in app.slider if slider.label == label).set_value(ends).run()
    assert not app.exception


def test_an_uploaded_picture_is_shown_and_whole_at_first(app: AppTest) -> None:
    upload(app, DRESS)
    assert app.session_state["given"][1] == WHOLE
    assert [picture.alt for picture in pictures(app)] == ["Your picture"]


def test_a_crop_is_given_as_shares_of_the_picture(app: AppTest) -> None:
    upload(app, DRESS)
    before = pictures(app)[0].url
    slide(app, "Left and right (%)", (10, 50))
    slide(app, "Top and bottom (%)", (20, 100))
    assert app.session_state["given"][1] == (0.1, 0.2, 0.5, 1)
    assert pictures(app)[0].url != before


@pytest.mark.parametrize(("ends", "kept"), [((40, 40), (0.35, 0.4)), ((0, 0), (0, 0.05))])
def test_a_crop_is_never_empty(
    app: AppTest, ends: tuple[int, int], kept: tuple[float, float]
) -> None:
    upload(app, DRESS)
    slide(app, "Left and right (%)", ends)
    left, _, right, _ = app.session_state["given"][1]
    assert (left, right) == kept


def test_another_picture_is_whole_again(app: AppTest) -> None:
    upload(app, DRESS)
    slide(app, "Left and right (%)", (10, 50))
    upload(app, ASSETS / "examples" / "bag.png")
    assert app.session_state["given"][1] == WHOLE


def test_a_photo_can_be_painted_on_at_the_size_that_it_is_shown(app: AppTest) -> None:
    upload(app, DRESS)
    app.toggle(key="marking_Upload").set_value(True).run()
    assert not app.exception
    assert pictures(app) == []
    canvas = [
        proto for proto in protos(app, "bidi_component") if "drawable" in proto.component_name
    ]
    assert '"canvasWidth":320' in canvas[0].json.replace(" ", "")


@pytest.mark.parametrize(
    ("url", "secure"),
    [
        ("http://localhost:8501", True),
        ("http://lab.localhost:8501", True),
        ("http://127.0.0.1:8501", True),
        ("http://[::1]:8501", True),
        ("https://lab.school.example", True),
        (None, True),
        ("http://192.168.0.7:8501", False),
        ("http://lab.school.example", False),
        ("http://localhost.school.example", False),
    ],
)
def test_browsers_allow_the_camera_on_https_and_on_the_same_computer(
    lab: None, url: str | None, secure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ContextProxy, "url", PropertyMock(return_value=url))
    app = opened("Camera")
    assert len(app.get("camera_input")) == secure
    assert len(app.file_uploader) == (not secure)
    assert len(app.info) == (not secure)


def test_a_file_that_is_no_picture_is_refused(app: AppTest) -> None:
    app.file_uploader[0].set_value(("x.png", b"some words", "image/png")).run()
    assert len(app.exception) == 1
