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
