import pytest
from streamlit.testing.v1 import AppTest

from cnn.data.labels import CLASS_NAMES
from cnn.ui.components.drawing_tools import TOOLS
from tests.ui.visiting import component, pictures, press


def script() -> None:
    import streamlit as st

    from cnn.ui.components.garment_input import garment_input, known_classes

    if not st.toggle("On another page", key="away"):
        st.session_state["given"] = garment_input()
        if st.session_state["given"].picture is None:
            known_classes()


@pytest.fixture
def app(lab: None) -> AppTest:
    app = component(script).run()
    assert not app.exception
    return app


def choose(app: AppTest, way: str) -> AppTest:
    app.button_group(key="way").set_value(way).run()
    assert not app.exception
    return app


def test_at_first_there_is_a_canvas_with_its_tools(app: AppTest) -> None:
    given = app.session_state["given"]
    assert given.picture is None
    assert given.invitation.startswith("Draw a garment")
    assert given.crop is None
    names = [option.content for option in app.button_group(key="tool").proto.options]
    assert names == [tool.name for tool in TOOLS]


def test_the_known_classes_are_ten_drawings_and_six_photos_to_click(app: AppTest) -> None:
    titles = [picture.alt.removeprefix("Example: ") for picture in pictures(app)]
    assert titles[:10] == list(CLASS_NAMES)
    assert len(titles) == 16
    assert all(title.startswith("Photo: ") for title in titles[10:])
    press(app, "Bag")
    given = app.session_state["given"]
    assert given.picture is not None
    assert app.button_group(key="way").value == "Example"
    assert pictures(app)[0].alt == "Example: Bag"


@pytest.mark.parametrize("way", ["Upload", "Camera"])
def test_without_a_file_it_says_what_to_do(app: AppTest, way: str) -> None:
    given = choose(app, way).session_state["given"]
    assert given.picture is None
    assert "one garment" in given.invitation
    assert not app.slider


def test_examples_have_the_names_and_the_order_of_the_classes(app: AppTest) -> None:
    choose(app, "Example")
    names = [option.content for option in app.button_group(key="example").proto.options]
    assert names[:10] == list(CLASS_NAMES)
    app.button_group(key="example").set_value("Dress").run()
    assert pictures(app)[0].alt == "Example: Dress"
    assert app.session_state["given"].picture is not None


def test_the_choices_outlive_a_visit_to_another_page(app: AppTest) -> None:
    choose(app, "Example")
    app.button_group(key="example").set_value("Dress")
    app.toggle(key="fill").set_value(False).run()
    app.toggle(key="away").set_value(True).run()
    app.toggle(key="away").set_value(False).run()
    assert pictures(app)[0].alt == "Example: Dress"
    assert not app.session_state["given"].fill


def test_one_way_and_one_example_are_always_chosen(app: AppTest) -> None:
    choose(app, "Example")
    for key in ("way", "example"):
        assert app.button_group(key=key).proto.required


def test_filling_is_up_to_the_visitor(app: AppTest) -> None:
    assert app.session_state["given"].fill
    app.toggle(key="fill").set_value(False).run()
    assert not app.session_state["given"].fill
