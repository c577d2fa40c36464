import numpy as np
from streamlit.testing.v1 import AppTest

from cnn.data.dataset import Dataset, Garments
from cnn.data.labels import CLASS_NAMES
from tests.ui.visiting import component, pictures, texts


def script(garments: "Garments", probabilities: "np.ndarray") -> None:
    import streamlit as st

    from cnn.ui.components.hard_cases import hard_cases

    st.session_state["opened"] = hard_cases(garments, probabilities)


def shown(garments: Garments, answers: np.ndarray, sure: float = 0.91) -> AppTest:
    probabilities = np.full((len(garments), 10), (1 - sure) / 9)
    probabilities[range(len(garments)), answers] = sure
    app = component(script, garments=garments, probabilities=probabilities).run()
    assert not app.exception
    return app


def cards(app: AppTest, row: str) -> list[str]:
    return [button.label for button in app.button if str(button.key).startswith(f"open_{row}")]


def test_mistakes_and_unsure_answers_have_a_row_each(small_data: Dataset) -> None:
    garments = small_data.validation
    answers = garments.labels.astype(int)
    shirts = np.flatnonzero(answers == 6)
    answers[shirts] = 4
    app = shown(garments, answers)
    assert cards(app, "surest") == [":red[Coat 91%]"] * 6
    assert len(cards(app, "unsure")) == 10
    assert len(cards(app, "undecided")) == 10
    assert "**6 of this model's 6 mistakes, >99%,**" in texts(app)
    table = app.table[0].value.set_index("Label")
    assert list(table.loc["Shirt"]) == ["0%", "0%", ">99%", "**0%**", "0%"]
    assert list(table.loc["Coat"]) == ["0%", "0%", "**>99%**", "0%", "0%"]


def test_a_card_opens_its_garment(small_data: Dataset) -> None:
    garments = small_data.validation
    answers = garments.labels.astype(int)
    answers[17] = (answers[17] + 1) % 10
    app = shown(garments, answers)
    assert app.session_state["opened"] is None
    app.button(key="open_surest_17").click().run()
    assert app.session_state["opened"] == 17


def test_each_of_the_four_classes_has_its_average_garment(small_data: Dataset) -> None:
    app = shown(small_data.validation, small_data.validation.labels)
    averages = [picture.alt for picture in pictures(app) if "average" in picture.alt]
    assert averages == [
        f"The average of all garments labeled {name}"
        for name in ("T-shirt/top", "Pullover", "Coat", "Shirt")
    ]


def test_a_perfect_model_has_no_mistakes(small_data: Dataset) -> None:
    app = shown(small_data.validation, small_data.validation.labels, sure=1.0)
    assert cards(app, "surest") == []
    assert "There is none." in texts(app)
    assert "it makes no mistakes here" in texts(app)


def test_a_hopeless_model_has_nothing_right(small_data: Dataset) -> None:
    app = shown(small_data.validation, (small_data.validation.labels + 1) % 10)
    assert len(cards(app, "surest")) == 10
    assert cards(app, "unsure") == []


def test_garments_of_other_classes_alone_are_shown_too(small_data: Dataset) -> None:
    bags = small_data.validation.labels == CLASS_NAMES.index("Bag")
    garments = Garments(small_data.validation.images[bags], small_data.validation.labels[bags])
    app = shown(garments, garments.labels)
    assert cards(app, "undecided") == []
    assert not [picture for picture in pictures(app) if "average" in picture.alt]
