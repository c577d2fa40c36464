import pytest
from streamlit.testing.v1 import AppTest

from cnn.ui.state import Lesson
from tests.ui.visiting import component, opened, texts


def script() -> None:
    import streamlit as st

    from cnn.ui.components.lesson_address import take_lesson

    st.session_state["taken"] = take_lesson()


def at(**address: str) -> AppTest:
    return opened(component(script), address)


def test_a_plain_address_prescribes_nothing() -> None:
    app = at(run="0123456789ab")
    assert app.session_state["taken"] is None
    assert app.session_state["visitor"].lesson == Lesson()


def test_settings_and_locks_are_taken_once() -> None:
    app = at(recipe="best", learning_rate="0.002", lock="recipe,seed")
    lesson = Lesson(
        {"recipe": "best", "learning_rate": 0.002}, locked=frozenset(["recipe", "seed"])
    )
    assert app.session_state["taken"] == lesson
    app.run()
    assert app.session_state["taken"] is None
    assert app.session_state["visitor"].lesson == lesson


def test_another_address_takes_the_place_of_the_first_one() -> None:
    app = at(recipe="best", lock="recipe")
    app.query_params.clear()
    app.query_params["epochs"] = "2"
    app.run()
    assert app.session_state["visitor"].lesson == Lesson({"recipe": "article", "epochs": 2})


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ({"recipe": "resnet"}, "The recipe is one of: article, fast"),
        ({"epochs": "31"}, "The number of epochs is a whole number from 1 to 30."),
        ({"batch_size": "-8"}, "The batch size is a whole number from 1 to 1,024."),
        ({"training_images": "many"}, "The number of training garments is a whole number"),
        ({"learning_rate": "nan"}, "The learning rate is a number above 0"),
        ({"seed": "4294967296"}, "The seed is a whole number from 0 to 4,294,967,295."),
        ({"lock": "recipe,colour"}, "There is no setting colour to lock"),
    ],
)
def test_what_an_address_cannot_prescribe_is_told(address: dict[str, str], sentence: str) -> None:
    app = at(**address)
    assert sentence in texts(app)
    assert app.session_state["visitor"].lesson == Lesson()
