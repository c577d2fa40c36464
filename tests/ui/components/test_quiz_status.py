import json

from tests.ui.visiting import component, protos


def script() -> None:
    from cnn.ui.components.quiz_status import quiz_status

    quiz_status("Last one: a bag.", spoken="You: 1 of 20.")


def test_the_line_is_seen_and_the_score_is_only_spoken() -> None:
    app = component(script).run()
    assert not app.exception
    [status] = protos(app, "bidi_component")
    assert json.loads(status.json) == {"seen": "Last one: a bag.", "spoken": " You: 1 of 20."}
