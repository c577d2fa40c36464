import numpy as np
from streamlit.testing.v1 import AppTest

from cnn.data.dataset import Dataset, Garments
from cnn.data.labels import CLASS_NAMES
from cnn.ui.components.case_cards import answer_below
from tests.ui.visiting import component, pictures, protos, texts


def script(garments: "Garments", probabilities: "np.ndarray") -> None:
    import streamlit as st

    from cnn.ui.components.case_cards import answer_below, case_cards

    page = st.Page(lambda: None, title="Samples", url_path="samples")
    st.navigation([st.Page(lambda: None, title="Model"), page], position="hidden")
    for name in ("first", "second"):
        case_cards(name, [4, 2], garments, probabilities, answer_below, (84, 108, 156), page)


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


def test_a_garment_in_two_rows_is_linked_from_each_of_them(small_data: Dataset) -> None:
    links = protos(shown(small_data), "page_link")
    assert [link.query_string for link in links] == 2 * ["garment=5", "garment=3"]
    assert {link.page for link in links} == {"samples"}


def test_a_wrong_answer_is_red() -> None:
    assert answer_below(6, 6, 0.3) == ("Shirt", "Shirt 30%")
    assert answer_below(6, 4, 0.9991) == ("Shirt", ":red[Coat >99%]")
