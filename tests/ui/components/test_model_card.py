from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.pretrained import PretrainedModel
from cnn.runs.run import Run
from cnn.ui.components.model_picker import TrainedModel
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import VISITOR, Downloads, component, texts

LABELS = np.array([0, 0, 6, 6, 9])
ANSWERS = np.array([0, 6, 6, 6, 9])
TEST = f"accuracy {pretrained.ARTICLE_CNN.record.test.accuracy:.1%}"


def script(model: "Any", probabilities: "np.ndarray", labels: "np.ndarray") -> None:
    from cnn.data.dataset import DataSource
    from cnn.ui.components.model_card import model_card

    model_card(model, DataSource.FASHION_MNIST, probabilities, labels)


def trained(model: PretrainedModel, run: Run | None = None) -> TrainedModel:
    id = run.id if run else model.name
    return TrainedModel(id, f"{model.title}: {model.purpose}", model.path, model.record, run)


def page(model: TrainedModel) -> AppTest:
    return component(script, model=model, probabilities=np.eye(10)[ANSWERS], labels=LABELS)


def shown(model: TrainedModel) -> AppTest:
    app = page(model).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("model", pretrained.PRETRAINED_MODELS, ids=lambda model: model.name)
def test_every_model_has_a_card_that_can_be_downloaded(
    lab: None, downloads: Downloads, model: PretrainedModel
) -> None:
    app = shown(trained(model))
    assert [header.value for header in app.header] == [
        "What it is",
        "What it is for",
        "What it is not for",
        "How it was trained",
        "How good it is",
        "Where it fails",
    ]
    name, content = downloads["Download model card"]
    assert name == "model-card.md"
    assert content.decode().startswith(f"# Model card: {model.title}\n")
    for paragraph in content.decode().split("\n\n")[1:]:
        assert paragraph.startswith("## ") or paragraph.strip() in texts(app)


def test_the_test_result_is_sealed_until_the_visitor_reveals_it(lab: None) -> None:
    app = shown(trained(pretrained.ARTICLE_CNN))
    assert TEST not in texts(app)
    app.session_state["visitor"].revealed.add("article_cnn")
    assert TEST in texts(app.run())


def test_the_card_of_a_run_has_its_name_and_its_sealed_result(
    held_queue: HeldQueue, downloads: Downloads
) -> None:
    run = held_queue.start()
    held_queue.queue.rename(run, VISITOR, "Group 4")
    held_queue.finish(run)
    app = page(trained(pretrained.ARTICLE_CNN, run)).run()
    assert not app.exception
    text = downloads["Download model card"][1].decode()
    assert text.startswith("# Model card: Group 4\n")
    assert TEST not in text
    run.revealed = True
    app.run()
    assert TEST in downloads["Download model card"][1].decode()


def test_its_figures_are_those_of_the_garments_that_were_given(lab: None) -> None:
    said = texts(shown(trained(pretrained.ARTICLE_CNN)))
    assert "| T-shirt/top | 50.0% |" in said
    assert "(5 validation garments)" in said
    assert "- T-shirt/top taken for Shirt: 1" in said
