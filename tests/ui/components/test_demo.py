import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.labels import CLASS_NAMES
from cnn.nn.classifier import Classifier
from cnn.preprocessing.prepare import prepare
from cnn.ui.state import VisitorState
from tests.ui.visiting import VISITOR, component, protos
from tools.draw_demo import beginning, picture


def script() -> None:
    from cnn.ui.components.demo import demo

    demo()


def demos(known_by_cookie: bool) -> list[str]:
    """The data of those on the page."""
    app: AppTest = component(script)
    app.session_state["visitor"] = VisitorState(VISITOR, known_by_cookie)
    app.run()
    assert not app.exception
    return [proto.json for proto in protos(app, "bidi_component")]


def test_it_is_shown_on_the_first_visit_only() -> None:
    assert len(demos(known_by_cookie=False)) == 1
    assert demos(known_by_cookie=True) == []


def test_the_answers_change_and_end_with_the_dress() -> None:
    [data] = demos(known_by_cookie=False)
    names = [frame["name"] for frame in json.loads(data)["frames"]]
    assert len(set(names)) > 1
    assert names[-1] == "Dress"


def test_the_answers_are_those_of_the_default_model() -> None:
    recorded = json.loads(pretrained.DEMO.read_text())
    strokes = [np.array(stroke) for stroke in recorded["strokes"]]
    classifier = Classifier.load(pretrained.DEFAULT.path)
    for frame in recorded["frames"]:
        image = prepare(picture(beginning(strokes, frame["share"]))).image
        expected = classifier.recognize(image).probabilities
        assert frame["probabilities"] == pytest.approx(expected, abs=0.02)
        assert len(frame["probabilities"]) == len(CLASS_NAMES)


@pytest.mark.parametrize(("share", "end"), [(0.25, (50, 0)), (0.5, (100, 0)), (0.75, (100, 50))])
def test_the_beginning_of_strokes_ends_at_its_share_of_their_length(
    share: float, end: tuple[float, float]
) -> None:
    strokes = [np.array([(0, 0), (100, 0)]), np.array([(100, 0), (100, 100)])]
    drawn = beginning(strokes, share)
    assert tuple(drawn[-1][-1]) == end
    assert len(drawn) == (1 if share <= 0.5 else 2)
