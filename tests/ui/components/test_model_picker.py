from dataclasses import replace

from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.evaluation.metrics import Score
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import component, texts

RECORD = replace(pretrained.ARTICLE_CNN.record, validation=Score(0.2457, 0.9112))


def script() -> None:
    import streamlit as st

    from cnn import pretrained
    from cnn.ui.components.model_picker import model_picker

    model = model_picker(default=pretrained.ARTICLE_CNN)
    st.write(f"Shows {model.path.name}")


def picker(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def test_the_pre_trained_models_can_be_chosen(held_queue: HeldQueue) -> None:
    app = picker(component(script))
    assert app.selectbox[0].options == [
        "Pre-trained: Robust CNN",
        "Pre-trained: Article CNN",
        "Pre-trained: Best CNN",
    ]
    assert "Shows article_cnn.keras" in texts(app)
    app.selectbox[0].set_value("best_cnn").run()
    assert "Shows best_cnn.keras" in texts(app)


def test_a_choice_holds_on_all_pages(held_queue: HeldQueue) -> None:
    app = component(script)
    app.session_state["visitor"].model = "best_cnn"
    assert "Shows best_cnn.keras" in texts(picker(app))


def test_a_choice_is_remembered(held_queue: HeldQueue) -> None:
    app = picker(component(script))
    app.selectbox[0].set_value("best_cnn").run()
    assert app.session_state["visitor"].model == "best_cnn"


def test_a_finished_run_is_listed_with_its_accuracy(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    held_queue.finish(run, RECORD)
    app = picker(component(script))
    assert app.selectbox[0].options[3:] == [f"Article CNN, run {run.id[:4]} (91.1%)"]
    app.selectbox[0].set_value(run.id).run()
    assert "Shows best-cnn-model.keras" in texts(app)


def test_an_accuracy_on_generated_garments_says_so(held_queue: HeldQueue) -> None:
    held_queue.finish(held_queue.start(), replace(RECORD, source=DataSource.GENERATED))
    assert "91.1% of generated garments" in picker(component(script)).selectbox[0].options[3]


def test_runs_that_are_not_finished_are_not_listed(held_queue: HeldQueue) -> None:
    held_queue.start()
    assert len(picker(component(script)).selectbox[0].options) == 3


def test_other_visitors_runs_are_listed_once_their_address_was_opened(
    held_queue: HeldQueue,
) -> None:
    run = held_queue.start(owner="somebody else")
    held_queue.finish(run)
    app = picker(component(script))
    assert len(app.selectbox[0].options) == 3
    app.session_state["visitor"].shared_runs.append(run.id)
    assert len(picker(app).selectbox[0].options) == 4


def test_a_model_that_is_gone_gives_way_to_the_default(held_queue: HeldQueue) -> None:
    app = component(script)
    app.session_state["visitor"].model = "a-deleted-run"
    assert "Shows article_cnn.keras" in texts(picker(app))
