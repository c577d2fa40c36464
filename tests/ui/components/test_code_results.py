from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.runs.run import RunView
from cnn.ui.components import code_results
from cnn.ui.components.code_results import Trained
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import buttons, component, metrics, pictures, protos, texts

ARTICLE = pretrained.ARTICLE_CNN
SHIPPED = Trained(ARTICLE.name, ARTICLE.path, ARTICLE.record, None)


def script(what: str, arguments: tuple[object, ...]) -> None:
    from cnn.ui.components import code_results

    getattr(code_results, what)(*arguments)


def shown(what: str, *arguments: object) -> AppTest:
    app = component(script, what=what, arguments=arguments).run()
    assert not app.exception
    return app


def printed(app: AppTest) -> str:
    return "\n".join(proto.code_text for proto in protos(app, "code"))


def test_the_shapes_of_the_data_are_printed_and_its_first_image_is_drawn(
    small_data: Dataset,
) -> None:
    app = shown("data_loaded", small_data, 100)
    assert printed(app) == "(100, 28, 28, 1) (60, 28, 28, 1) (50, 28, 28, 1)"
    [picture] = pictures(app)
    assert picture.alt.startswith("The first training image, of the class ")


def test_the_lines_of_fit_are_printed() -> None:
    view = RunView(history=ARTICLE.record.history, record=ARTICLE.record)
    lines = printed(shown("fit_lines", view, 20, 1500)).splitlines()
    assert len(lines) == 20
    assert lines[14] == "Epoch 8/20"
    assert lines[15].endswith("val_accuracy: 0.9178 - val_loss: 0.2293")


def test_before_the_first_line_there_is_a_sentence() -> None:
    assert printed(shown("fit_lines", RunView(), 20, 1500)).startswith("The lines of the epochs")


def test_the_loss_curve_is_a_figure_that_says_what_it_shows() -> None:
    [picture] = pictures(shown("loss_curve", ARTICLE.record.history))
    assert picture.alt == (
        "Training and validation loss by epoch; lowest validation loss: 0.229 in epoch 8"
    )


def test_the_validation_is_printed_as_the_code_prints_it() -> None:
    app = shown("validation", SHIPPED)
    assert printed(app) == "validation loss 0.2292, accuracy 0.9179"


def test_the_first_image_is_named(small_data: Dataset) -> None:
    [picture] = pictures(shown("first_image", small_data))
    assert picture.alt.startswith("The first validation image, of the class ")


def test_ten_probabilities_are_printed_and_drawn(
    small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    ten = np.full((60, 10), 0.01, np.float32)
    ten[0, 8] = 0.91
    monkeypatch.setattr(code_results, "validation_probabilities", lambda *_: ten)
    app = shown("prediction", SHIPPED, small_data)
    assert printed(app).count("0.01") == 9
    assert "prediction: Bag, label: " in printed(app)
    [picture] = pictures(app)
    assert picture.alt == "Bars of the ten probabilities; the highest is that of Bag"


def test_the_test_result_stays_sealed_until_it_is_revealed(held_queue: HeldQueue) -> None:
    assert "Reveal test result" in buttons(shown("test_result", SHIPPED))
    run = held_queue.start()
    held_queue.finish(run)
    trained = replace(SHIPPED, run=run)
    assert "sealed" in texts(shown("test_result", trained))
    run.revealed = True
    accuracy = f"{ARTICLE.record.test.accuracy:.1%}"
    assert metrics(shown("test_result", trained))["Test accuracy"] == accuracy
