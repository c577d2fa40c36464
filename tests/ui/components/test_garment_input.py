from pathlib import Path
from unittest.mock import PropertyMock

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from cnn.data.labels import CLASS_NAMES
from cnn.paths import ASSETS
from cnn.ui.components.drawing_tools import TOOLS
from tests.ui.visiting import component, pictures

DRESS = ASSETS / "examples" / "dress.png"
WHOLE = (0, 0, 1, 1)


def script() -> None:
    import streamlit as st

    from cnn.ui.components.garment_input import garment_input

    if not st.toggle("On another page", key="away"):
        st.session_state["given"] = garment_input()


@pytest.fixture
def app(lab: None) -> AppTest:
    app = component(script).run()
    assert not app.exception
    return app


def choose(app: AppTest, way: str) -> AppTest:
    app.button_group(key="way").set_value(way).run()
    assert not app.exception
    return app


def upload(app: AppTest, file: Path) -> None:
    choose(app, "Upload")
    app.file_uploader[0].set_value((file.name, file.read_bytes(), "image/png")).run()
    assert not app.exception


def slide(app: AppTest, label: str, ends: tuple[int, int]) -> None:
    next(slider for slider in app.slider if slider.label == label).set_value(ends).run()
    assert not app.exception


def test_at_first_there_is_a_canvas_with_its_tools(app: AppTest) -> None:
    given = app.session_state["given"]
    assert given.picture is None
    assert given.invitation.startswith("Draw a garment")
    assert given.crop is None
    names = [option.content for option in app.button_group(key="tool").proto.options]
    assert names == [tool.name for tool in TOOLS]


@pytest.mark.parametrize("way", ["Upload", "Camera"])
def test_without_a_file_it_says_what_to_do(app: AppTest, way: str) -> None:
    given = choose(app, way).session_state["given"]
    assert given.picture is None
    assert "one garment" in given.invitation
    assert not app.slider


def test_examples_have_the_names_and_the_order_of_the_classes(app: AppTest) -> None:
    choose(app, "Example")
    names = [option.content for option in app.button_group(key="example").proto.options]
    assert names == list(CLASS_NAMES)
    app.button_group(key="example").set_value("Dress").run()
    assert pictures(app)[0].alt == "Example drawing: Dress"
    assert app.session_state["given"].picture is not None


def test_an_uploaded_picture_is_shown_and_whole_at_first(app: AppTest) -> None:
    upload(app, DRESS)
    assert app.session_state["given"].crop == WHOLE
    assert [picture.alt for picture in pictures(app)] == ["Your picture"]


def test_a_crop_is_given_as_shares_of_the_picture(app: AppTest) -> None:
    upload(app, DRESS)
    before = pictures(app)[0].url
    slide(app, "Left and right (%)", (10, 50))
    slide(app, "Top and bottom (%)", (20, 100))
    assert app.session_state["given"].crop == (0.1, 0.2, 0.5, 1)
    assert pictures(app)[0].url != before


@pytest.mark.parametrize(("ends", "kept"), [((40, 40), (0.35, 0.4)), ((0, 0), (0, 0.05))])
def test_a_crop_is_never_empty(
    app: AppTest, ends: tuple[int, int], kept: tuple[float, float]
) -> None:
    upload(app, DRESS)
    slide(app, "Left and right (%)", ends)
    left, _, right, _ = app.session_state["given"].crop
    assert (left, right) == kept


def test_another_picture_is_whole_again(app: AppTest) -> None:
    upload(app, DRESS)
    slide(app, "Left and right (%)", (10, 50))
    upload(app, ASSETS / "examples" / "bag.png")
    assert app.session_state["given"].crop == WHOLE


def test_the_choices_outlive_a_visit_to_another_page(app: AppTest) -> None:
    choose(app, "Example")
    app.button_group(key="example").set_value("Dress")
    app.toggle(key="fill").set_value(False)
    app.toggle(key="mirrored").set_value(True).run()
    app.toggle(key="away").set_value(True).run()
    app.toggle(key="away").set_value(False).run()
    assert pictures(app)[0].alt == "Example drawing: Dress"
    given = app.session_state["given"]
    assert given.mirrored
    assert not given.fill


def test_one_way_and_one_example_are_always_chosen(app: AppTest) -> None:
    choose(app, "Example")
    for key in ("way", "example"):
        assert app.button_group(key=key).proto.required


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
    app = choose(component(script).run(), "Camera")
    assert len(app.get("camera_input")) == secure
    assert len(app.file_uploader) == (not secure)
    assert len(app.info) == (not secure)


def test_a_file_that_is_no_picture_is_refused(app: AppTest) -> None:
    choose(app, "Upload")
    app.file_uploader[0].set_value(("x.png", b"some words", "image/png")).run()
    assert len(app.exception) == 1


def test_filling_and_mirroring_are_up_to_the_visitor(app: AppTest) -> None:
    given = app.session_state["given"]
    assert given.fill
    assert not given.mirrored
    app.toggle(key="fill").set_value(False)
    app.toggle(key="mirrored").set_value(True).run()
    given = app.session_state["given"]
    assert not given.fill
    assert given.mirrored
