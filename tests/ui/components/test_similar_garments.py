import numpy as np
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.ui.components.model_picker import TrainedModel
from tests.ui.visiting import component, pictures

MODEL = TrainedModel(
    pretrained.ARTICLE_CNN.name,
    "Article CNN",
    pretrained.ARTICLE_CNN.path,
    pretrained.ARTICLE_CNN.record,
    run=None,
)


def script(model: "TrainedModel", image: "np.ndarray") -> None:
    from cnn.ui.components.similar_garments import similar_garments

    similar_garments(model, image)


def similar(image: np.ndarray) -> AppTest:
    app = component(script, model=MODEL, image=image).run()
    app.toggle(key="similar").set_value(True).run()
    assert not app.exception
    return app


def test_nothing_is_compared_before_it_is_asked_for(lab: None) -> None:
    app = component(script, model=MODEL, image=np.zeros((28, 28), np.float32)).run()
    assert app.subheader[0].value == "Most similar training garments"
    assert pictures(app) == []


def test_a_training_garment_is_most_similar_to_its_own_class(
    lab: None, small_data: Dataset
) -> None:
    shown = pictures(similar(small_data.training.images[0].astype(np.float32) / 255))
    name = CLASS_NAMES[small_data.training.labels[0]]
    assert [picture.caption for picture in shown] == [name] * 5
    assert shown[0].alt == f"Training garment: {name}"
