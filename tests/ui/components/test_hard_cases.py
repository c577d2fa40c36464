import numpy as np
from streamlit.testing.v1 import AppTest

from cnn.data.dataset import Dataset, Garments
from cnn.data.labels import CLASS_NAMES
from tests.ui.visiting import component, pictures, protos, texts


def script(garments: "Garments", probabilities: "np.ndarray") -> None:
    import streamlit as st

    from cnn.ui.components.hard_cases import hard_cases

    page = st.Page(lambda: None, title="Samples", url_path="samples")
    st.navigation([st.Page(lambda: None, title="Model"), page], position="hidden")
    hard_cases(garments, probabilities, page)


def shown(garments: Garments, answers: np.ndarray, sure: float = 0.91) -> AppTest:
    probabilities = np.full((len(garments), 10), (1 - sure) / 9)
    probabilities[range(len(garments)), answers] = sure
    app = component(script, garments=garments, probabilities=probabilities).run()
    assert not app.exception
    return app


def cards(app: AppTest) -> list[str]:
    return [link.label for link in protos(app, "page_link")]


def test_mistakes_and_unsure_answers_have_a_row_each(small_data: Dataset) -> None:
    garments = small_data.validation
    answers = garments.labels.astype(int)
    shirts = np.flatnonzero(answers == 6)
    answers[shirts] = 4
    app = shown(garments, answers)
    assert cards(app)[:6] == [":red[Coat 91%]"] * 6
    assert not cards(app)[6].startswith(":red")
    assert len(cards(app)) == 6 + 10 + 10
    assert "**6 of this model's 6 mistakes, >99%,**" in texts(app)
    table = app.table[0].value.set_index("Label")
    assert list(table.loc["Shirt"]) == ["0%", "0%", ">99%", "**0%**", "0%"]
    assert list(table.loc["Coat"]) == ["0%", "0%", "**>99%**", "0%", "0%"]


def test_a_card_leads_to_its_garment(small_data: Dataset) -> None:
    garments = small_data.validation
    answers = garments.labels.astype(int)
    answers[17] = (answers[17] + 1) % 10
    app = shown(garments, answers)
    first = protos(app, "page_link")[0]
    assert (first.page, first.query_string) == ("samples", "garment=18")


def test_each_of_the_four_classes_has_its_average_garment(small_data: Dataset) -> None:
    app = shown(small_data.validation, small_data.validation.labels)
    averages = [picture.alt for picture in pictures(app) if "average" in picture.alt]
    assert averages == [
        f"The average of all garments labeled {name}"
        for name in ("T-shirt/top", "Pullover", "Coat", "Shirt")
    ]


def test_a_perfect_model_has_no_mistakes(small_data: Dataset) -> None:
    app = shown(small_data.validation, small_data.validation.labels, sure=1.0)
    assert not any(":red" in card for card in cards(app))
    assert "There is none." in texts(app)
    assert "it makes no mistakes here" in texts(app)


def test_a_hopeless_model_has_nothing_right(small_data: Dataset) -> None:
    app = shown(small_data.validation, (small_data.validation.labels + 1) % 10)
    assert all(":red" in card for card in cards(app))
    assert "There is none." in texts(app)


def test_garments_of_other_classes_alone_are_shown_too(small_data: Dataset) -> None:
    bags = small_data.validation.labels == CLASS_NAMES.index("Bag")
    garments = Garments(small_data.validation.images[bags], small_data.validation.labels[bags])
    app = shown(garments, garments.labels)
    assert "Where it hesitates most between the four" not in texts(app)
    assert not [picture for picture in pictures(app) if "average" in picture.alt]
