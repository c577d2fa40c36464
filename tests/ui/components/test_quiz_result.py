import numpy as np
from streamlit.testing.v1 import AppTest

from cnn.data.dataset import Garments
from cnn.ui.components.quiz_result import Result
from tests.ui.visiting import component, metrics, pictures, texts

GARMENTS = Garments(np.zeros((4, 28, 28), np.uint8), np.array([0, 4, 9, 6], np.uint8))
RESULT = Result(GARMENTS, np.array([0, 2, 9, 6]), np.array([0, 4, 7, 4]), "Dense network 1")


def script(result: "Result") -> None:
    from cnn.ui.components.quiz_result import quiz_cards, quiz_scores, share_quiz

    quiz_scores(result)
    share_quiz({"view": "Beat it", "quiz": "7"})
    quiz_cards(result)


def shown() -> AppTest:
    app = component(script, result=RESULT).run()
    assert not app.exception
    return app


def test_scores_in_words() -> None:
    assert RESULT.in_words == "You: 3 of 4. Dense network 1: 2 of 4."


def test_scores_stand_beside_that_of_people_in_a_study() -> None:
    app = shown()
    assert metrics(app) == {"You": "75%", "The model": "50%", "People in a study": "83.5%"}
    assert "https://github.com/zalandoresearch/fashion-mnist" in texts(app)


def test_the_address_leads_to_the_same_garments() -> None:
    assert shown().code[0].value.endswith("?view=Beat+it&quiz=7")


def test_each_garment_has_both_answers_and_a_sign_at_the_wrong_ones() -> None:
    app = shown()
    assert [picture.alt for picture in pictures(app)] == [
        "Garment 1: T-shirt/top",
        "Garment 2: Coat",
        "Garment 3: Ankle boot",
        "Garment 4: Shirt",
    ]
    cards = [text.value for text in app.markdown if text.value.startswith("**")]
    assert cards[1] == (
        "**Coat**  \n:small[:red[:material/close: You: Pullover]]  \n"
        ":small[:material/check: Model: Coat]"
    )
    assert [card.count(":material/close:") for card in cards] == [0, 1, 1, 1]
