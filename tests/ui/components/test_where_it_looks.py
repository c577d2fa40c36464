import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.ui.components.model_picker import TrainedModel
from tests.ui.visiting import component, pictures, texts


def script(model: "TrainedModel", image: "np.ndarray") -> None:
    from cnn.ui.components.where_it_looks import choose_class, where_it_looks

    where_it_looks(model, image, choose_class(model, image))


def shown(name: str, image: np.ndarray) -> AppTest:
    chosen = next(each for each in pretrained.PRETRAINED_MODELS if each.name == name)
    model = TrainedModel(name, name, chosen.path, chosen.record, None)
    app = component(script, model=model, image=image).run()
    assert not app.exception
    return app


@pytest.fixture
def image(lab: None, small_data: Dataset) -> np.ndarray:
    found: np.ndarray = small_data.validation.images[0].astype(np.float32) / 255
    return found


def alts(app: AppTest) -> list[str]:
    return [picture.alt for picture in pictures(app)]


def test_the_answer_is_asked_about_in_two_ways(image: np.ndarray) -> None:
    app = shown("article_cnn", image)
    answer = app.selectbox[0].options[0].split(",")[0]
    assert [header.value for header in app.header] == ["By gradients", "By hiding parts"]
    assert alts(app).count(f"What speaks for {answer}") == 2
    assert len(alts(app)) == 6


def test_any_other_class_can_be_asked_about(image: np.ndarray) -> None:
    app = shown("article_cnn", image)
    last = app.selectbox[0].options[-1].split(",")[0]
    app.selectbox[0].select_index(9).run()
    assert not app.exception
    assert f"What speaks for {last}" in alts(app) or f"speaks for {last}." in texts(app)


def test_hiding_what_is_hot_is_shown_beside_hiding_what_is_cold(image: np.ndarray) -> None:
    hidden = alts(shown("article_cnn", image))[1:3]
    assert hidden == [
        "The garment without the reddest 15% of the image",
        "The garment without the palest 15% of the image",
    ]


def test_a_network_without_convolutions_is_asked_in_one_way(image: np.ndarray) -> None:
    app = shown("dense_network", image)
    assert [header.value for header in app.header] == ["By hiding parts"]
    assert "no convolutions" in texts(app)


def test_an_empty_garment_speaks_for_nothing(image: np.ndarray) -> None:
    app = shown("dense_network", np.zeros_like(image))
    assert "Nothing in this garment speaks for" in texts(app)
    assert not alts(app)
