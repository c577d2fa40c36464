from streamlit.testing.v1 import AppTest

from cnn.ui.components.drawing_tools import PEN, TOOLS
from tests.ui.visiting import component, texts


def script() -> None:
    import streamlit as st

    from cnn.ui.components.drawing_tools import (
        choose_pen_width,
        drawing_tools,
        pen_width,
        return_to_pen,
    )

    st.button("Done", on_click=return_to_pen)
    if not st.toggle("On another page", key="away"):
        st.session_state["chosen"] = drawing_tools(), pen_width()
        choose_pen_width()


def shown() -> AppTest:
    app = component(script).run()
    assert not app.exception
    return app


def test_it_begins_with_a_pen_ten_pixels_wide() -> None:
    tool, width = shown().session_state["chosen"]
    assert (tool.name, width) == ("Pen", 10)


def test_each_tool_has_an_icon_and_a_name_and_says_what_is_not_obvious() -> None:
    app = shown()
    options = app.button_group(key="tool").proto.options
    for tool, option in zip(TOOLS, options, strict=True):
        assert option.content == tool.name
        assert option.content_icon == f":material/{tool.icon}:"
        app.button_group(key="tool").set_value(tool.name).run()
        assert not app.exception
        assert texts(app) == tool.how
        assert app.session_state["chosen"] == (tool, 10)


def test_only_the_eraser_has_the_color_of_the_paper() -> None:
    assert [tool.name for tool in TOOLS if tool.color == "white"] == ["Eraser"]
    assert {tool.color for tool in TOOLS} == {"white", "black"}


def test_the_choice_outlives_a_visit_to_another_page() -> None:
    app = shown()
    app.button_group(key="tool").set_value("Circle")
    app.slider(key="pen_width").set_value(20).run()
    app.toggle(key="away").set_value(True).run()
    app.toggle(key="away").set_value(False).run()
    tool, width = app.session_state["chosen"]
    assert (tool.name, width) == ("Circle", 20)


def test_one_tool_is_always_chosen() -> None:
    assert shown().button_group(key="tool").proto.required


def test_a_callback_can_return_to_the_pen() -> None:
    app = shown()
    app.button_group(key="tool").set_value("Polygon").run()
    app.button[0].click().run()
    assert app.session_state["chosen"][0] == PEN
