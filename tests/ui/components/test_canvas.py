import base64
import io
import json
from typing import Any

import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from cnn.ui.components.drawing_tools import CLOTH, TOOLS
from cnn.ui.drawing_store import Drawing, drawing_store
from cnn.ui.state import VisitorState
from tests.ui.visiting import VISITOR, component, count_calls, press, protos, texts

SIDE = 320
LINE = {"type": "Line", "x1": 0, "y1": 0, "x2": 100, "y2": 100}


def script() -> None:
    import streamlit as st

    from cnn.errors import UnusableImage
    from cnn.ui.components.canvas import canvas
    from cnn.ui.components.drawing_tools import choose_pen_width

    choose_pen_width()
    try:
        picture = canvas()
        st.session_state["picture"] = picture
    except UnusableImage as error:
        st.write(str(error))


def sheet(line: str | None = "black") -> bytes:
    """A PNG file of the paper, with a line or without."""
    paper = Image.new("RGBA", (SIDE, SIDE), "white")
    if line is not None:
        ImageDraw.Draw(paper).line((0, 0, 100, 100), line, 10)
    buffer = io.BytesIO()
    paper.save(buffer, "PNG")
    return buffer.getvalue()


def data_url(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


def send(app: AppTest, objects: object, data: object) -> AppTest:
    """What the browser sends of the canvas."""
    sent = {"drawing": {"raw": {"objects": objects}, "data": data}}
    app.session_state[f"canvas_{visitor(app).sheet}"] = sent
    app.run()
    assert not app.exception
    return app


def visitor(app: AppTest) -> VisitorState:
    state: VisitorState = app.session_state["visitor"]
    return state


def shown(app: AppTest) -> dict[str, Any]:
    """What the canvas is told."""
    [data] = [
        json.loads(proto.json)
        for proto in protos(app, "bidi_component")
        if "drawable" in proto.component_name
    ]
    assert isinstance(data, dict)
    return data


@pytest.fixture
def app(lab: None) -> AppTest:
    app = component(script).run()
    assert not app.exception
    return app


def test_an_empty_canvas_is_no_picture(app: AppTest) -> None:
    assert app.session_state["picture"] is None


def test_what_is_drawn_is_a_picture(app: AppTest) -> None:
    send(app, [LINE], data_url(sheet()))
    picture = app.session_state["picture"]
    assert picture.size == (SIDE, SIDE)
    assert picture.convert("L").getpixel((50, 50)) == 0
    assert picture.convert("L").getpixel((200, 50)) == 255


def test_a_canvas_whose_last_stroke_was_undone_is_no_picture(app: AppTest) -> None:
    send(app, [LINE], data_url(sheet()))
    send(app, [], data_url(sheet(None)))
    assert app.session_state["picture"] is None
    assert drawing_store().get(VISITOR) is None


@pytest.mark.parametrize(
    ("objects", "data"),
    [
        ([LINE], "no data URL"),
        ([LINE], "data:image/png;base64,A"),
        ([LINE], 5),
        ([LINE], data_url(b"no picture")),
        ([LINE], data_url(sheet()[:200])),
    ],
    ids=["no URL", "damaged base64", "a number", "no picture", "half a picture"],
)
def test_what_is_no_picture_gets_a_sentence(app: AppTest, objects: object, data: object) -> None:
    send(app, objects, data)
    assert "picture" in texts(app) or "Draw one more stroke" in texts(app)
    assert visitor(app).drawing is None


@pytest.mark.parametrize("raw", [None, {}, [], 5, "text"])
def test_a_picture_without_its_objects_gets_a_sentence(app: AppTest, raw: object) -> None:
    sent = {"drawing": {"raw": raw, "data": data_url(sheet())}}
    app.session_state[f"canvas_{visitor(app).sheet}"] = sent
    app.run()
    assert not app.exception
    assert "Draw one more stroke" in texts(app)


def test_a_drawing_is_kept_for_a_reload(app: AppTest) -> None:
    send(app, [LINE], data_url(sheet()))
    kept = drawing_store().get(VISITOR)
    assert kept == Drawing(json.dumps([LINE]), sheet())


def test_a_canvas_that_appears_again_has_the_drawing(lab: None) -> None:
    app = component(script)
    visitor(app).drawing = Drawing(json.dumps([LINE]), sheet())
    app.run()
    assert shown(app)["initialDrawing"]["objects"] == [LINE]
    assert app.session_state["picture"].size == (SIDE, SIDE)


def test_a_stroke_does_not_make_the_canvas_start_again(app: AppTest) -> None:
    before = shown(app)["initialDrawing"]
    send(app, [LINE], data_url(sheet()))
    app.run()
    assert shown(app)["initialDrawing"] == before


def test_the_tools_draw_in_ink_fill_with_cloth_and_erase_with_paper(app: AppTest) -> None:
    for tool in TOOLS:
        app.button_group(key="tool").set_value(tool.name).run()
        assert not app.exception
        told = shown(app)
        assert told["drawingMode"] == tool.mode
        assert told["strokeColor"] == ("white" if tool.name == "Eraser" else "black")
        assert told["fillColor"] == CLOTH
        assert tool.how in texts(app)


def test_the_slider_sets_the_width_of_the_pen(app: AppTest) -> None:
    app.slider(key="pen_width").set_value(20).run()
    assert shown(app)["strokeWidth"] == 20


def test_a_drawing_is_decoded_once(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = count_calls(monkeypatch, "cnn.ui.components.canvas", "open_picture")
    send(app, [LINE], data_url(sheet()))
    app.slider(key="pen_width").set_value(20).run()
    assert app.session_state["picture"] is not None
    assert len(decoded) == 1


def test_a_new_session_does_not_take_what_the_browser_sends_of_an_old_one(lab: None) -> None:
    assert VisitorState(VISITOR, True).sheet != VisitorState(VISITOR, True).sheet


def test_a_changed_tool_keeps_the_drawing(app: AppTest) -> None:
    send(app, [LINE], data_url(sheet()))
    sheet_before = visitor(app).sheet
    app.button_group(key="tool").set_value("Circle").run()
    app.slider(key="pen_width").set_value(20).run()
    assert app.session_state["picture"] is not None
    assert visitor(app).sheet == sheet_before


def test_the_paper_fits_a_phone(app: AppTest) -> None:
    told = shown(app)
    assert told["canvasWidth"] == told["canvasHeight"] == SIDE <= 320
    assert told["backgroundColor"] == "white"


def test_without_a_cleared_drawing_there_is_nothing_to_bring_back(app: AppTest) -> None:
    assert not app.button
    cleared = visitor(app).cleared = Drawing(json.dumps([LINE]), sheet())
    app.run()
    press(app, "Undo clear")
    assert visitor(app).drawing == cleared
    assert shown(app)["initialDrawing"]["objects"] == [LINE]
    assert app.session_state["picture"] is not None
    assert not app.button
