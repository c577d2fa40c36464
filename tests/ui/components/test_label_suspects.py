import numpy as np
from streamlit.testing.v1 import AppTest

from cnn.data.dataset import Dataset, DataSource, Garments
from tests.ui.visiting import component, protos, texts


def script(garments: "Garments", probabilities: "np.ndarray", source: "DataSource") -> None:
    import streamlit as st

    from cnn.ui.components.label_suspects import label_suspects

    page = st.Page(lambda: None, title="Samples", url_path="samples")
    st.navigation([st.Page(lambda: None, title="Model"), page], position="hidden")
    label_suspects(garments, probabilities, source, page)


def model(data: Dataset, wrong: int, first: int = 0) -> np.ndarray:
    """The probabilities of a model that is sure that so many labels are wrong."""
    answers = data.validation.labels.astype(int)
    answers[first : first + wrong] = (answers[first : first + wrong] + 1) % 10
    probabilities: np.ndarray = 0.01 + 0.9 * np.eye(10)[answers]
    return probabilities


def shown(data: Dataset, wrong: int = 2, source: DataSource = DataSource.FASHION_MNIST) -> AppTest:
    garments, probabilities = data.validation, model(data, wrong)
    app = component(script, garments=garments, probabilities=probabilities, source=source).run()
    assert not app.exception
    return app


def cards(app: AppTest) -> list[str]:
    return [f"{link.page}?{link.query_string}" for link in protos(app, "page_link")]


def test_a_suspect_has_its_label_and_the_models_answer(small_data: Dataset) -> None:
    one = Garments(small_data.validation.images, np.sort(small_data.validation.labels))
    probabilities = np.full((60, 10), 0.01) + 0.9 * np.eye(10)[one.labels]
    probabilities[[13, 13], [2, 4]] = 0.01, 0.91
    app = component(
        script, garments=one, probabilities=probabilities, source=DataSource.FASHION_MNIST
    ).run()
    assert not app.exception
    assert "Labeled: Pullover" in texts(app)
    [link] = protos(app, "page_link")
    assert link.label.replace("\N{NO-BREAK SPACE}", " ") == "The model says: Coat, 91%"
    assert "**1 suspect** among 60 validation garments, 2%" in texts(app)


def test_a_card_leads_to_its_garment(small_data: Dataset) -> None:
    assert sorted(cards(shown(small_data))) == ["samples?garment=1", "samples?garment=2"]


def test_the_page_says_that_a_suspect_is_no_proof_and_how_often_it_was_right(
    small_data: Dataset,
) -> None:
    said = texts(shown(small_data))
    assert "suspect, not wrong" in said
    assert "about half of the suspects were really wrong" in said


def test_suspects_are_counted_by_label(small_data: Dataset) -> None:
    [chart] = protos(shown(small_data), "vega_lite_chart")
    assert chart.alt.startswith("Suspects by label: ")


def test_a_model_that_agrees_with_all_labels_has_no_suspects(small_data: Dataset) -> None:
    app = shown(small_data, wrong=0)
    assert "**No suspects** among 60 validation garments" in texts(app)
    assert cards(app) == []
    assert not protos(app, "vega_lite_chart")


def test_generated_garments_have_no_wrong_labels(small_data: Dataset) -> None:
    said = texts(shown(small_data, source=DataSource.GENERATED))
    assert "nobody can have mislabeled them" in said
    assert "People have labeled" not in said
    assert "researchers" not in said


def test_more_than_a_page_of_suspects_has_pages(small_data: Dataset) -> None:
    app = shown(small_data, wrong=30)
    assert len(cards(app)) == 24
    app.pagination[0].set_value(2).run()
    assert len(cards(app)) == 6


def test_the_suspects_of_another_model_begin_at_their_first_page(small_data: Dataset) -> None:
    app = shown(small_data, wrong=30)
    app.pagination[0].set_value(2).run()
    assert app.kwargs is not None
    app.kwargs["probabilities"] = model(small_data, wrong=30, first=30)
    app.run()
    assert not app.exception
    assert app.pagination[0].value == 1
    assert len(cards(app)) == 24
