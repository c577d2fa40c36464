from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.runs.moment_file import Place
from cnn.runs.recipe import ARTICLE, DENSE
from cnn.runs.run import Run
from cnn.ui import resources, training
from tests.ui.held_queue import HeldQueue, begin
from tests.ui.moments import write_moments
from tests.ui.visiting import (
    OpenPage,
    buttons,
    finish_run,
    metrics,
    press,
    protos,
    run_links,
    texts,
)


def start(app: AppTest, epochs: int) -> Run:
    """Starts a run of the quickest recipe."""
    app.button_group(key="recipe").set_value("dense").run()
    app.slider(key="epochs_dense").set_value(epochs).run()
    press(app, "Start training")
    return next(iter(training.run_queue().runs_of(app.session_state["visitor"].id)))


def test_before_the_first_run_it_shows_how_a_pre_trained_model_learned(
    open_page: OpenPage,
) -> None:
    app = open_page("train")
    record = pretrained.ARTICLE_CNN.record
    assert app.title[0].value == "How does it learn?"
    assert f"the pre-trained Article CNN learned: {len(record.history)} epochs, or" in texts(app)
    assert len(protos(app, "vega_lite_chart")) == 2
    assert buttons(app)[0] == "Start training"


def test_a_run_is_trained_with_the_chosen_settings(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("train")
    app.slider(key="epochs_article").set_value(7).run()
    app.select_slider(key="batch_size_article").set_value(64).run()
    app.number_input(key="seed").set_value(4711).run()
    press(app, "Start training")
    [run] = held_queue.queue.runs_of(app.session_state["visitor"].id)
    assert (run.recipe.name, run.recipe.epochs, run.recipe.batch_size) == ("article", 7, 64)
    assert app.query_params["run"] == run.id
    assert run.seed == 4711
    assert app.session_state["visitor"].started_run == run.id


def test_a_setting_counts_that_was_changed_just_before_the_start(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("train")
    app.slider(key="epochs_article").set_value(7)
    press(app, "Start training")
    [run] = held_queue.queue.runs_of(app.session_state["visitor"].id)
    assert run.recipe.epochs == 7


def test_the_visitors_own_run_is_neither_linked_nor_listed_beside_itself(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("train")
    press(app, "Start training")
    assert "Leave queue" in buttons(app)
    assert run_links(app) == []
    assert not [button for button in buttons(app) if button.startswith("Article CNN 1")]
    assert app.session_state["visitor"].others.opened == []


def test_a_second_run_cannot_be_started(held_queue: HeldQueue, open_page: OpenPage) -> None:
    app = open_page("train")
    press(app, "Start training")
    [button] = [button for button in app.button if button.label == "Start training"]
    assert button.disabled
    assert "You can start another run once Article CNN 1 is over." in texts(app)
    assert "in the queue." not in texts(app)


def test_a_refused_run_is_explained(
    held_queue: HeldQueue, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("train")
    held_queue.start(owner=app.session_state["visitor"].id)
    # As for a page that was opened before another tab started this run.
    monkeypatch.setattr(held_queue.queue, "runs_of", lambda owner: [])
    press(app, "Start training")
    assert "You already have a run in progress." in app.warning[0].value


def test_a_run_is_followed_to_its_sealed_test_result(open_page: OpenPage) -> None:
    app = open_page("train")
    run = start(app, epochs=2)
    finish_run(app)
    record = run.view().record
    assert record is not None
    assert "Finished all 2 epochs" in texts(app)
    assert "Test accuracy" not in metrics(app)
    press(app, "Reveal test result")
    assert metrics(app)["Test accuracy"] == f"{record.test.accuracy:.1%}"


def test_a_finished_run_is_run_again_with_another_seed(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("train")
    app.slider(key="epochs_article").set_value(3).run()
    press(app, "Start training")
    [first] = held_queue.queue.runs_of(app.session_state["visitor"].id)
    held_queue.finish(first)
    press(app.run(), "Run again")
    second, _ = held_queue.queue.runs_of(app.session_state["visitor"].id)
    assert second.recipe == first.recipe
    assert app.query_params["run"] == second.id


def test_a_finished_run_is_run_again_with_one_change(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("train")
    run = held_queue.start(replace(DENSE, epochs=3), owner=app.session_state["visitor"].id)
    held_queue.finish(run)
    press(app.run(), "Run again with one change")
    app.select_slider(key="batch_size_dense").set_value(256).run()
    assert "Dense network 1, but batch size 256 instead of 32." in texts(app)
    press(app, "Start training")
    changed, _ = held_queue.queue.runs_of(app.session_state["visitor"].id)
    assert changed.recipe == replace(run.recipe, batch_size=256)
    assert changed.seed == run.seed


def primary_buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button if button.proto.type == "primary"]


def test_there_is_one_primary_button(held_queue: HeldQueue, open_page: OpenPage) -> None:
    app = open_page("train")
    assert primary_buttons(app) == ["Start training"]
    run = held_queue.start(owner=app.session_state["visitor"].id)
    held_queue.finish(run)
    assert primary_buttons(app.run()) == ["Use this model"]


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
    assert run_links(app) == ["Article CNN 1: next in the queue"]


def test_a_link_to_an_unknown_run_is_explained(app: AppTest) -> None:
    app.query_params["run"] = "no-such-run"
    app.run()
    app.switch_page("cnn/ui/pages/train.py").run()
    assert "no longer on this server" in texts(app)


@pytest.fixture
def watched(held_queue: HeldQueue, app: AppTest) -> Run:
    """Another visitor's run, whose address this visitor has opened."""
    run = held_queue.start(DENSE, owner="somebody else")
    app.query_params["run"] = run.id
    app.run()
    app.switch_page("cnn/ui/pages/train.py").run()
    assert not app.exception
    return run


def test_another_visitors_run_is_watched_before_anything_else(app: AppTest, watched: Run) -> None:
    assert "You are watching Dense network 1" in texts(app)
    assert next(expander.label for expander in app.expander) == "Train a network of your own"
    assert primary_buttons(app) == []
    assert app.session_state["visitor"].others.opened == [watched.id]


def test_a_watched_run_stays_in_view(app: AppTest, watched: Run) -> None:
    app.query_params.clear()
    app.switch_page("cnn/ui/pages/samples.py").run()
    assert run_links(app) == ["You are watching Dense network 1: next in the queue"]
    app.switch_page("cnn/ui/pages/train.py").run()
    assert "You are watching Dense network 1" in texts(app)
    assert app.query_params["run"] == watched.id
    press(app, "Stop watching")
    assert "You are watching" not in texts(app)
    assert "run" not in app.query_params


def test_the_visitors_own_run_keeps_its_address(held_queue: HeldQueue, open_page: OpenPage) -> None:
    app = open_page("train")
    press(app, "Start training")
    [run] = held_queue.queue.runs_of(app.session_state["visitor"].id)
    app.query_params.clear()
    app.switch_page("cnn/ui/pages/samples.py").run()
    app.switch_page("cnn/ui/pages/train.py").run()
    assert app.query_params["run"] == run.id


def test_the_visitors_other_runs_can_be_opened(held_queue: HeldQueue, open_page: OpenPage) -> None:
    app = open_page("train")
    visitor = app.session_state["visitor"].id
    first = held_queue.start(DENSE, owner=visitor)
    held_queue.finish(first)
    second = held_queue.start(ARTICLE, owner=visitor)
    app.run()
    accuracy = pretrained.ARTICLE_CNN.record.validation.accuracy
    press(app, f"Dense network 1: validation {accuracy:.1%}")
    assert app.query_params["run"] == first.id
    assert "Dense network 1" in [header.value for header in app.header]
    assert "Article CNN 1: next in the queue" in buttons(app)
    assert run_links(app) == ["Article CNN 1: next in the queue"]
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


def test_own_networks_are_made_on_the_page_of_the_code(open_page: OpenPage) -> None:
    links = [link.label for link in protos(open_page("train"), "page_link")]
    assert "Own network: change the code" in links


def test_who_branches_off_sees_the_branch_and_both_curves_in_one_chart(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    parent = held_queue.start(DENSE, owner="somebody else")
    begin(parent)
    assert parent.folder is not None
    write_moments(parent.folder, DENSE.network, Place(0, 60, 1_500), Place(0, 160, 1_500))
    resources.provider().get()
    app = open_page("train")
    app.query_params["run"] = parent.id
    app.run()
    press(app, "Start the branch")
    [branch] = held_queue.queue.runs_of(app.session_state["visitor"].id)
    assert app.query_params["run"] == branch.id
    assert app.session_state["compared"] == [parent.id, branch.id]
    assert f"branched from {parent.name} after 160 batches" in texts(app)
