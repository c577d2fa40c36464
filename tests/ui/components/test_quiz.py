import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.evaluation import quiz as evaluation
from cnn.evaluation.quiz import quiz_garments
from cnn.nn.classifier import Classifier
from cnn.ui.state import VisitorState
from tests.ui.visiting import OpenPage, buttons, component, pictures, press, protos, texts

pytestmark = pytest.mark.usefixtures("lab")

BAG = CLASS_NAMES.index("Bag")


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test answers faster than a person can."""
    monkeypatch.setattr(evaluation, "PAUSE", 0)


def script() -> None:
    from cnn.ui.components.dataset_gate import dataset_or_progress
    from cnn.ui.components.model_picker import model_picker
    from cnn.ui.components.quiz import quiz

    model = model_picker()
    if data := dataset_or_progress():
        quiz(model, data, {"view": "Beat it"})


def opened(seed: str | None = "7", visitor: str | None = None) -> AppTest:
    app = component(script)
    if visitor is not None:
        app.session_state["visitor"] = VisitorState(visitor, known_by_cookie=True)
    if seed is not None:
        app.query_params["quiz"] = seed
    app.run()
    assert not app.exception
    return app


def answer(app: AppTest, *chosen: int) -> None:
    for each in chosen:
        press(app, CLASS_NAMES[each])


def last_one(app: AppTest) -> str:
    return str(protos(app, "bidi_component")[0].json)


def test_nothing_is_shown_before_the_start() -> None:
    app = opened()
    assert buttons(app) == ["Start"]
    assert not pictures(app)
    assert "test set, from which no model has learned" in texts(app)


def test_generated_garments_are_named(no_network: None) -> None:
    assert "The generated garments come from the test set" in texts(opened())


def test_a_start_without_a_seed_puts_one_into_the_address() -> None:
    app = opened(None)
    assert "quiz" not in app.query_params
    press(app, "Start")
    assert evaluation.seed_in(app.query_params["quiz"]) is not None
    assert buttons(app) == list(CLASS_NAMES)


@pytest.mark.parametrize("nonsense", ["seven", "-7", "7" * 5000])
def test_a_bad_seed_gives_a_new_one(nonsense: str) -> None:
    app = opened(nonsense)
    assert "quiz" not in app.query_params
    press(app, "Start")
    assert evaluation.seed_in(app.query_params["quiz"]) is not None


def test_a_garment_comes_without_its_name_and_with_ten_keys(small_data: Dataset) -> None:
    app = opened()
    press(app, "Start")
    assert [button.proto.shortcut for button in app.button] == [*"1234567890"]
    assert [picture.alt for picture in pictures(app)] == ["Garment 1 of 20"]
    assert not any(name in texts(app) + last_one(app) for name in CLASS_NAMES)


def test_the_line_says_how_the_last_one_went(small_data: Dataset) -> None:
    app = opened()
    press(app, "Start")
    index = quiz_garments(small_data.test.labels, 7)[0]
    answer(app, BAG)
    [said] = predictions(small_data, np.array([index]))
    line = last_one(app)
    assert f"You said Bag, the model said {said}." in line
    label = CLASS_NAMES[small_data.test.labels[index]].split("/")[0].lower()
    assert label in line.partition(". You")[0].lower()
    assert [picture.alt for picture in pictures(app)] == ["Garment 2 of 20"]


def predictions(data: Dataset, indices: np.ndarray) -> list[str]:
    """The answers of the default model, without the quiz."""
    classifier = Classifier.load(pretrained.DEFAULT.path)
    images = data.test.images[indices].astype(np.float32) / 255
    return [CLASS_NAMES[answer] for answer in classifier.classify(images).argmax(axis=1)]


def test_twenty_answers_lead_to_both_scores(small_data: Dataset) -> None:
    app = opened()
    press(app, "Start")
    chosen = quiz_garments(small_data.test.labels, 7)
    labels = small_data.test.labels[chosen]
    # All right but the two bags.
    answer(app, *(0 if label == BAG else int(label) for label in labels))
    said = predictions(small_data, chosen)
    its = sum(name == CLASS_NAMES[label] for name, label in zip(said, labels, strict=True))
    assert app.header[0].value == f"You: 18 of 20. Robust CNN: {its} of 20."
    assert app.header[0].value in last_one(app)
    assert buttons(app) == ["Play again"]
    assert len(pictures(app)) == 20
    assert app.code[0].value.endswith("?view=Beat+it&quiz=7")


def test_answers_count_for_another_model_too() -> None:
    app = opened()
    press(app, "Start")
    answer(app, *[BAG] * 20)
    app.selectbox[0].set_value("dense_network").run()
    assert not app.exception
    assert app.header[0].value.startswith("You: 2 of 20. Dense network: ")


def test_play_again_starts_with_other_garments() -> None:
    app = opened()
    press(app, "Start")
    answer(app, *[BAG] * 20)
    press(app, "Play again")
    assert app.query_params["quiz"] != "7"
    assert [picture.alt for picture in pictures(app)] == ["Garment 1 of 20"]


def test_answers_survive_a_reload_and_belong_to_their_seed() -> None:
    app = opened("7", "one")
    press(app, "Start")
    answer(app, 1, 2)
    assert pictures(opened("7", "one"))[0].alt == "Garment 3 of 20"
    assert buttons(opened("8", "one")) == ["Start"]
    assert buttons(opened("7", "another")) == ["Start"]


def test_everybody_with_a_seed_gets_the_same_garments() -> None:
    seen = []
    for visitor in ("one", "another"):
        app = opened("7", visitor)
        press(app, "Start")
        seen.append(pictures(app)[0].url)
    assert seen[0] == seen[1]


def test_a_look_at_another_page_does_not_end_the_quiz(open_page: OpenPage) -> None:
    app = open_page("samples")
    app.button_group(key="view").set_value("Beat it").run()
    press(app, "Start")
    answer(app, 1, 2)
    app.switch_page("cnn/ui/pages/model.py").run()
    app.switch_page("cnn/ui/pages/samples.py").run()
    app.button_group(key="view").set_value("Beat it").run()
    assert not app.exception
    assert pictures(app)[0].alt == "Garment 3 of 20"


def test_a_click_too_soon_answers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened()
    press(app, "Start")
    monkeypatch.setattr(evaluation, "PAUSE", 3600)
    answer(app, BAG)
    assert pictures(app)[0].alt == "Garment 1 of 20"
