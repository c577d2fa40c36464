import numpy as np
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.preprocessing.prepare import PreparedImage
from cnn.ui.components.model_picker import TrainedModel
from tests.ui.visiting import component, pictures, texts

MODEL = TrainedModel("Article CNN", pretrained.ARTICLE_CNN.path, pretrained.ARTICLE_CNN.record)


def script(model: "TrainedModel", prepared: "PreparedImage") -> None:
    from cnn.ui.components.similar_garments import similar_garments

    similar_garments(model, prepared)


def prepared(image: np.ndarray) -> PreparedImage:
    return PreparedImage(image, "photo", steps=(), warnings=())


def similar(image: np.ndarray) -> AppTest:
    app = component(script, model=MODEL, prepared=prepared(image)).run()
    app.toggle(key="similar").set_value(True).run()
    assert not app.exception
    return app


def test_nothing_is_compared_before_it_is_asked_for(lab: None) -> None:
    app = component(script, model=MODEL, prepared=prepared(np.zeros((28, 28), np.float32))).run()
    assert app.subheader[0].value == "Most similar training garments"
    assert pictures(app) == []


def test_a_training_garment_is_most_similar_to_its_own_class(
    lab: None, small_data: Dataset
) -> None:
    shown = pictures(similar(small_data.training.images[0].astype(np.float32) / 255))
    name = CLASS_NAMES[small_data.training.labels[0]]
    assert [picture.caption for picture in shown] == [name] * 5
    assert shown[0].alt == f"Training garment: {name}"


def test_an_image_that_is_like_no_garment_gets_a_warning(lab: None, small_data: Dataset) -> None:
    assert "unlike any" not in texts(similar(small_data.training.images[0] / np.float32(255)))
    checkerboard = np.indices((28, 28)).sum(axis=0) % 2
    said = texts(similar(checkerboard.astype(np.float32)))
    assert "This looks unlike any garment the network was trained on." in said


def test_a_model_trained_on_other_garments_is_not_said_to_know_these(
    no_network: None, small_data: Dataset
) -> None:
    checkerboard = np.indices((28, 28)).sum(axis=0) % 2
    said = texts(similar(checkerboard.astype(np.float32)))
    assert "This looks unlike any garment shown here." in said
