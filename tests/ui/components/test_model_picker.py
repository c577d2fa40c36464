from dataclasses import replace

from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.evaluation.metrics import Score
from cnn.ui.components.model_picker import PAGE
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import component, texts

RECORD = replace(pretrained.ARTICLE_CNN.record, validation=Score(0.2457, 0.9112))


def script() -> None:
    import streamlit as st

    from cnn.ui.components.model_picker import model_picker

    model = model_picker()
    st.write(f"Shows {model.path.name}")


def picker(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def opened(address: str) -> AppTest:
    """The picker on a page whose address names a model."""
    app = component(script)
    app.query_params["model"] = address
    return picker(app)


def test_the_pre_trained_models_can_be_chosen(held_queue: HeldQueue) -> None:
    app = picker(component(script))
    assert app.selectbox[0].options == [
        "Robust CNN: best for drawings and photos, 94.5%",
        "Article CNN: the course article's, 91.8%",
        "Best CNN: best on the dataset, 94.7%",
        "Dense network: without convolutions, 87.9%",
    ]
    assert "Shows robust_cnn.keras" in texts(app)
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
    assert ": your run, 91.1%" in app.selectbox[0].options[-1]
    app.selectbox[0].set_value(run.id).run()
    assert "Shows best-cnn-model.keras" in texts(app)


def test_an_accuracy_on_generated_garments_says_so(held_queue: HeldQueue) -> None:
    held_queue.finish(held_queue.start(), replace(RECORD, source=DataSource.GENERATED))
    assert "91.1% of generated garments" in picker(component(script)).selectbox[0].options[-1]


def test_runs_that_are_not_finished_are_not_listed(held_queue: HeldQueue) -> None:
    before = len(picker(component(script)).selectbox[0].options)
    held_queue.start()
    assert len(picker(component(script)).selectbox[0].options) == before


def test_other_visitors_runs_are_listed_once_their_address_was_opened(
    held_queue: HeldQueue,
) -> None:
    run = held_queue.start(owner="somebody else")
    held_queue.finish(run)
    app = picker(component(script))
    before = len(app.selectbox[0].options)
    app.session_state["visitor"].others.opened.append(run.id)
    assert len(picker(app).selectbox[0].options) == before + 1


def test_a_model_that_is_gone_gives_way_to_the_default(held_queue: HeldQueue) -> None:
    app = component(script)
    app.session_state["visitor"].model = "a-deleted-run"
    assert "Shows robust_cnn.keras" in texts(picker(app))


def test_the_address_has_the_model_unless_it_is_the_default(held_queue: HeldQueue) -> None:
    app = picker(component(script))
    assert "model" not in app.query_params
    app.selectbox[0].set_value("article_cnn").run()
    assert app.query_params["model"] == "article_cnn"
    app.selectbox[0].set_value("robust_cnn").run()
    assert "model" not in app.query_params


def test_a_model_in_the_address_becomes_the_choice(held_queue: HeldQueue) -> None:
    app = opened("article_cnn")
    assert "Shows article_cnn.keras" in texts(app)
    assert app.session_state["visitor"].model == "article_cnn"
    assert app.selectbox[0].value == "article_cnn"
    assert app.query_params["model"] == "article_cnn"


def test_an_unknown_model_in_the_address_gives_way_to_the_choice(held_queue: HeldQueue) -> None:
    app = opened("no_such_model")
    assert "Shows robust_cnn.keras" in texts(app)
    assert "model" not in app.query_params


def test_somebody_elses_run_in_the_address_is_shared(held_queue: HeldQueue) -> None:
    run = held_queue.start(owner="somebody else")
    held_queue.finish(run)
    app = opened(run.id)
    assert "Shows best-cnn-model.keras" in texts(app)
    assert app.session_state["visitor"].others.opened == [run.id]
    assert app.query_params["model"] == run.id


def test_ones_own_run_in_the_address_is_not_shared(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    held_queue.finish(run)
    app = opened(run.id)
    assert "Shows best-cnn-model.keras" in texts(app)
    assert app.session_state["visitor"].others.opened == []


def test_a_run_in_the_address_that_is_not_finished_gives_way_to_the_default(
    held_queue: HeldQueue,
) -> None:
    app = opened(held_queue.start(owner="somebody else").id)
    assert "Shows robust_cnn.keras" in texts(app)
    assert app.session_state["visitor"].others.opened == []


def test_the_choice_counts_more_than_an_address_that_lags_behind(held_queue: HeldQueue) -> None:
    app = opened("article_cnn")
    app.selectbox[0].set_value("best_cnn").run()
    app.query_params["model"] = "article_cnn"
    assert "Shows best_cnn.keras" in texts(picker(app))
    assert app.query_params["model"] == "best_cnn"


def test_another_page_has_the_model_of_its_address(held_queue: HeldQueue) -> None:
    """Even if the visitor has skipped a page so fast that its widget is still there."""
    app = opened("article_cnn")
    app.selectbox[0].set_value("best_cnn").run()
    app.session_state[PAGE] = "http://localhost/skipped"
    app.query_params["model"] = "article_cnn"
    assert "Shows article_cnn.keras" in texts(picker(app))
    assert app.selectbox[0].value == "article_cnn"


def test_a_choice_outlives_a_change_of_its_title(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    held_queue.finish(run)
    app = picker(component(script))
    app.selectbox[0].set_value(run.id).run()
    record = replace(RECORD, validation=Score(0.3, 0.5))
    # What is known of a run that is over does not change, but its title may.
    run._view = replace(run.view(), record=record)
    app.run()
    assert ": your run, 50.0%" in app.selectbox[0].options[-1]
    assert "Shows best-cnn-model.keras" in texts(app)
    assert app.selectbox[0].value == run.id
