import json

from tests.ui.visiting import component, protos


def script() -> None:
    from cnn.ui.components.copy_button import copy_button

    copy_button("Copy code", "a = 1\n", key="copy")


def test_the_browser_gets_the_name_and_the_text_to_copy() -> None:
    app = component(script).run()
    assert not app.exception
    [proto] = protos(app, "bidi_component")
    assert json.loads(proto.json) == {"label": "Copy code", "text": "a = 1\n"}
