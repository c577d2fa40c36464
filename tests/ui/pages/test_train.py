import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.runs.recipe import ARTICLE, DENSE
from cnn.runs.run import Run
from cnn.ui import resources
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import OpenPage, buttons, finish_run, metrics, press, protos, texts


def start(app: AppTest, epochs: int) -> Run:
    """Starts a run of the quickest recipe."""
    app.button_group(key="recipe").set_value("dense").run()
    app.slider(key="epochs_dense").set_value(epochs).run()
    press(app, "Start training")
    return next(iter(resources.run_queue().runs_of(app.session_state["visitor"].id)))


def test_before_the_first_run_it_shows_how_a_pre_trained_model_learned(
    open_page: OpenPage,
) -> None:
    app = open_page("train")
    record = pretrained.ARTICLE_CNN.record
    assert app.title[0].value == "How does it learn?"
    assert f"the pre-trained Article CNN learned: {len(record.history)} epochs in" in texts(app)
    assert len(protos(app, "vega_lite_chart")) == 2
    assert buttons(app) == ["Start training"]


def test_a_recipe_brings_its_settings(open_page: OpenPage) -> None:
    app = open_page("train")
    app.button_group(key="recipe").set_value("fast").run()
    assert app.slider(key="epochs_fast").value == 4
    assert app.slider(key="epochs_fast").label == "Maximum epochs"
    assert app.select_slider(key="batch_size_fast").value == 128


def test_a_run_is_trained_with_the_chosen_settings(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("train")
    app.slider(key="epochs_article").set_value(7).run()
    app.select_slider(key="batch_size_article").set_value(64).run()
    press(app, "Start training")
    [run] = held_queue.queue.runs_of(app.session_state["visitor"].id)
    assert (run.recipe.name, run.recipe.epochs, run.recipe.batch_size) == ("article", 7, 64)
    assert app.query_params["run"] == run.id
    assert app.session_state["visitor"].started_run == run.id


def test_the_visitors_own_run_is_neither_linked_nor_listed_beside_itself(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("train")
    press(app, "Start training")
    assert buttons(app) == ["Start training", "Leave queue"]
    assert protos(app, "page_link") == []
    assert app.session_state["visitor"].shared_runs == []


def test_a_second_run_cannot_be_started(held_queue: HeldQueue, open_page: OpenPage) -> None:
    app = open_page("train")
    press(app, "Start training")
    [button] = [button for button in app.button if button.label == "Start training"]
    assert button.disabled


def test_a_refused_run_is_explained(
    held_queue: HeldQueue, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("train")
    held_queue.start(owner=app.session_state["visitor"].id)
    # As for a page that was opened before another tab started this run.
    monkeypatch.setattr(held_queue.queue, "runs_of", lambda owner: [])
    press(app, "Start training")
    assert "You already have a run in progress." in app.warning[0].value


def test_a_run_is_followed_to_its_test_accuracy(open_page: OpenPage) -> None:
    app = open_page("train")
    run = start(app, epochs=2)
    finish_run(app)
    record = run.view().record
    assert record is not None
    assert metrics(app)["Test accuracy"] == f"{record.test.accuracy:.1%}"
    assert "Completed 2 epochs." in texts(app)


def test_a_finished_run_becomes_the_model_of_the_other_pages(open_page: OpenPage) -> None:
    app = open_page("train")
    start(app, epochs=1)
    finish_run(app)
    press(app, "Use this model")
    assert app.title[0].value == "What is this garment?"
    app.switch_page("cnn/ui/pages/model.py").run()
    assert metrics(app)["Parameters"] == "79,510"


def test_a_model_that_was_deleted_is_an_error_with_a_sentence(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("train")
    run = held_queue.start(owner=app.session_state["visitor"].id)
    held_queue.finish(run)
    press(app.run(), "Use this model")
    held_queue.queue.model_path(run).unlink()
    app.switch_page("cnn/ui/pages/try_it.py").run()
    app.button_group(key="way").set_value("Example").run()
    assert "There is no model file" in texts(app)
    assert "What the network sees" in texts(app)


def test_a_run_is_linked_while_other_pages_are_open(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("train")
    press(app, "Start training")
    app.switch_page("cnn/ui/pages/try_it.py").run()
    assert [proto.label for proto in protos(app, "page_link")] == [
        f"{ARTICLE.title}: next in the queue"
    ]


def test_a_link_to_an_unknown_run_is_explained(app: AppTest) -> None:
    app.query_params["run"] = "no-such-run"
    app.run()
    app.switch_page("cnn/ui/pages/train.py").run()
    assert "no longer on this server" in texts(app)


def test_another_visitors_run_can_be_watched_and_its_model_chosen(
    held_queue: HeldQueue, app: AppTest
) -> None:
    run = held_queue.start(DENSE, owner="somebody else")
    app.query_params["run"] = run.id
    app.run()
    app.switch_page("cnn/ui/pages/train.py").run()
    assert f"**{DENSE.title}**" in texts(app)
    assert buttons(app) == ["Start training"]
    assert app.session_state["visitor"].shared_runs == [run.id]


def test_the_visitors_other_runs_can_be_opened(held_queue: HeldQueue, open_page: OpenPage) -> None:
    app = open_page("train")
    visitor = app.session_state["visitor"].id
    first = held_queue.start(DENSE, owner=visitor)
    held_queue.finish(first)
    second = held_queue.start(ARTICLE, owner=visitor)
    app.run()
    record = pretrained.ARTICLE_CNN.record
    accuracies = f"{record.validation.accuracy:.1%}, test {record.test.accuracy:.1%}"
    press(app, f"{DENSE.title}: validation {accuracies}")
    assert app.query_params["run"] == first.id
    assert f"**{DENSE.title}** · finished" in texts(app)
    assert f"{ARTICLE.title}: next in the queue" in buttons(app)
    assert [proto.label for proto in protos(app, "page_link")] == [
        f"{ARTICLE.title}: next in the queue"
    ]
    held_queue.finish(second)


def test_a_run_on_generated_garments_says_so_everywhere(
    no_network: None, open_page: OpenPage
) -> None:
    app = open_page("train")
    assert "Generated garments, not Fashion-MNIST" in texts(app)
    run = start(app, epochs=1)
    finish_run(app)
    assert texts(app).count("Generated garments, not Fashion-MNIST") == 2
    record = run.view().record
    assert record is not None
    assert record.source == "generated"
    press(app, "Use this model")
    assert "of generated garments" in app.selectbox[0].options[-1]
    app.switch_page("cnn/ui/pages/model.py").run()
    assert "Trained and evaluated on generated garments, not Fashion-MNIST" in texts(app)


def test_every_chart_says_what_it_shows(open_page: OpenPage) -> None:
    assert all(chart.alt for chart in protos(open_page("train"), "vega_lite_chart"))
