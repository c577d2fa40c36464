import json

from tests.ui.visiting import component, protos


def script(canvas: str) -> None:
    from cnn.ui.components.canvas_toolbar import canvas_toolbar

    canvas_toolbar(canvas, "Drawing canvas", on_reset=lambda: None)


def test_it_finds_its_canvas_by_the_key_and_names_it() -> None:
    app = component(script, canvas="canvas_3").run()
    assert not app.exception
    [proto] = protos(app, "bidi_component")
    sent = json.loads(proto.json)
    assert (sent["canvas"], sent["label"]) == ("canvas_3", "Drawing canvas")


def test_the_browser_is_given_the_address_of_the_canvas_script() -> None:
    app = component(script, canvas="canvas_0").run()
    address = "_stcore/bidi-components/streamlit-drawable-canvas.streamlit_drawable_canvas/index-"
    [proto] = protos(app, "bidi_component")
    assert json.loads(proto.json)["script"].startswith(address)
