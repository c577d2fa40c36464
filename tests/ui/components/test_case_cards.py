import numpy as np
from streamlit.testing.v1 import AppTest

from cnn.data.dataset import Dataset, Garments
from cnn.data.labels import CLASS_NAMES
from cnn.ui.components.case_cards import answer_below
from tests.ui.visiting import component, pictures, texts


def script(garments: "Garments", probabilities: "np.ndarray") -> None:
    import streamlit as st

    from cnn.ui.components.case_cards import answer_below, case_cards, opened_case

    for name in ("first", "second"):
        case_cards(name, [4, 2], garments, probabilities, answer_below, (84, 108, 156))
    st.session_state["case"] = opened_case()


def shown(data: Dataset) -> AppTest:
    probabilities = np.eye(10)[data.validation.labels]
    app = component(script, garments=data.validation, probabilities=probabilities).run()
    assert not app.exception
    return app


def test_a_card_shows_its_garment_in_the_order_asked_for(small_data: Dataset) -> None:
    app = shown(small_data)
    names = [CLASS_NAMES[label] for label in small_data.validation.labels[[4, 2]]]
    alts = [f"Garment {number}: {name}" for number, name in zip((5, 3), names, strict=True)]
    assert [picture.alt for picture in pictures(app)] == 2 * alts
    assert texts(app).splitlines() == 2 * names


def test_a_garment_in_two_rows_opens_from_each_of_them_and_once(small_data: Dataset) -> None:
    app = shown(small_data)
    assert app.session_state["case"] is None
    for name in ("first", "second"):
        app.button(key=f"open_{name}_4").click().run()
        assert app.session_state["case"] == 4
        app.run()
        assert app.session_state["case"] is None


def test_a_wrong_answer_is_red() -> None:
    assert answer_below(6, 6, 0.3) == ("Shirt", "Shirt 30%")
    assert answer_below(6, 4, 0.9991) == ("Shirt", ":red[Coat >99%]")
