import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.nn.explain.surgery import Cut
from cnn.ui.components.model_picker import TrainedModel
from cnn.ui.components.surgery import CUTS, suffering
from tests.ui.visiting import component, metrics, press, texts


def script(model: "TrainedModel", data: "Dataset", image: "np.ndarray") -> None:
    from cnn.ui.components.surgery import surgery

    surgery(model, data, image)


@pytest.fixture
def app(lab: None, small_data: Dataset) -> AppTest:
    chosen = pretrained.ARTICLE_CNN
    model = TrainedModel(chosen.name, chosen.title, chosen.path, chosen.record, None)
    image = small_data.validation.images[0].astype(np.float32) / 255
    app = component(script, model=model, data=small_data, image=image).run()
    assert not app.exception
    return app


def accuracy(app: AppTest) -> str:
    [shown] = metrics(app).values()
    return shown


def test_nothing_is_cut_at_first(app: AppTest) -> None:
    assert "0 of 32 silent here, 0 in all layers." in texts(app)
    assert "Here you will see which classes suffer most." in texts(app)
    assert not app.table
    assert next(each for each in app.button if each.label == "Undo all").disabled


def test_rounded_weights_change_the_accuracy_until_it_is_undone(app: AppTest) -> None:
    before = accuracy(app)
    app.button_group(key="bits_article_cnn").set_value("2 bits").run()
    assert not app.exception
    assert accuracy(app) != before
    assert list(app.table[0].value.columns) == ["Class", "Before", "Now"]
    press(app, "Undo all")
    assert accuracy(app) == before
    assert app.button_group(key="bits_article_cnn").value == "As trained"


def test_silent_filters_are_kept_while_one_looks_at_another_layer(app: AppTest) -> None:
    silenced = frozenset(("conv2d", number) for number in range(20))
    app.session_state[CUTS] = {"article_cnn": Cut(silenced)}
    app.run()
    assert "20 of 32 silent here, 20 in all layers." in texts(app)
    assert "It was: " in texts(app)
    app.selectbox[0].set_value(1).run()
    assert not app.exception
    assert "0 of 64 silent here, 20 in all layers." in texts(app)


def test_the_classes_that_lose_most_come_first() -> None:
    labels = np.array([0, 0, 1, 1, 2, 2])
    before = np.eye(10)[labels]
    after = np.eye(10)[[0, 5, 5, 5, 2, 2]]
    worst = suffering(before, after, labels)
    assert [(each.name, each.before, each.after) for each in worst[:2]] == [
        (CLASS_NAMES[1], 1.0, 0.0),
        (CLASS_NAMES[0], 1.0, 0.5),
    ]
