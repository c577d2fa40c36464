from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.errors import LabError
from cnn.runs.events import BatchEnded, Checkpointed, EpochEnded, Preparing
from cnn.runs.history import EndReason, EpochResult, History
from cnn.runs.recipe import ARTICLE, BEST, DENSE, FAST, Recipe
from cnn.runs.run import Run, RunView, State
from cnn.ui import resources
from tests.ui.held_queue import BATCHES, HeldQueue, begin, end_epoch, train_batches
from tests.ui.visiting import (
    TIMEOUT,
    Load,
    buttons,
    component,
    metrics,
    protos,
    texts,
)

RECORD = pretrained.ARTICLE_CNN.record


def script(run: "Run") -> None:
    import streamlit as st

    from cnn.ui.components.run_progress import run_progress

    st.session_state["drawn"] = st.session_state.get("drawn", 0) + 1

    def nothing(run: "Run") -> None:
        pass

    run_progress(run, nothing, nothing, nothing)


def shown(run: Run) -> AppTest:
    app = component(script, run=run).run()
    assert not app.exception
    return app


def finish(held_queue: HeldQueue, run: Run, ended: EndReason) -> None:
    held_queue.finish(run, replace(RECORD, history=replace(RECORD.history, ended=ended)))


class TestProgress:
    def test_a_running_epoch_has_a_bar_and_numbers(self, held_queue: HeldQueue) -> None:
        run = held_queue.start(FAST)
        begin(run)
        train_batches(run, 1, BATCHES // 2)
        app = shown(run)
        [bar] = protos(app, "progress")
        assert bar.value == 12
        assert bar.text.startswith("Epoch 1 of up to 4")
        assert bar.text.endswith(" (batch 50 of 100)")
        assert metrics(app) == {
            "Training loss": "0.500",
            "Training accuracy": "80.0%",
            "Validation loss": "-",
            "Validation accuracy": "-",
        }
        assert "The first validation result appears at the end of the first epoch." in texts(app)

    def test_a_batch_without_a_right_answer_has_numbers_too(self, held_queue: HeldQueue) -> None:
        run = held_queue.start(FAST)
        begin(run)
        run.on_event(BatchEnded(1, 1, loss=2.5, accuracy=0.0))
        assert metrics(shown(run))["Training accuracy"] == "0.0%"

    def test_the_live_curve_ends_in_the_number_beside_it(self, held_queue: HeldQueue) -> None:
        run = held_queue.start(FAST)
        begin(run)
        for batch, accuracy in ((50, 0.6), (100, 0.8)):
            run.on_event(BatchEnded(1, batch, loss=0.5, accuracy=accuracy))
        assert metrics(shown(run))["Training accuracy"] == "80.0%"
        last = run.view().history.trace[-1]
        assert last.accuracy == 0.8

    def test_the_place_of_the_curves_is_there_from_the_beginning(
        self, held_queue: HeldQueue
    ) -> None:
        run = held_queue.start()
        assert len(protos(shown(run), "vega_lite_chart")) == 2
        begin(run)
        train_batches(run, 1)
        assert len(protos(shown(run), "vega_lite_chart")) == 2

    def test_after_an_epoch_the_best_one_is_named(self, held_queue: HeldQueue) -> None:
        run = held_queue.start(ARTICLE)
        begin(run)
        end_epoch(run, 1, val_loss=0.4)
        end_epoch(run, 2, val_loss=0.5)
        app = shown(run)
        assert metrics(app)["Validation loss"] == "0.500"
        assert (
            "Best epoch so far: 1. Training stops early after 2 epochs without a lower "
            "validation loss." in texts(app)
        )

    def test_a_recipe_that_needs_all_epochs_does_not_speak_of_stopping(
        self, held_queue: HeldQueue
    ) -> None:
        run = held_queue.start(FAST)
        begin(run)
        end_epoch(run, 1, val_loss=0.4)
        assert "stops early" not in texts(shown(run))

    @pytest.mark.parametrize(
        ("recipe", "reasons"),
        [
            (DENSE, "it is a mean over an epoch in which the network got better."),
            (ARTICLE, "got better and dropout switches off a part of the network while it trains."),
            (BEST, "got better, the training garments are altered to make them harder and dropout"),
        ],
    )
    def test_validation_above_training_is_explained(
        self, held_queue: HeldQueue, recipe: Recipe, reasons: str
    ) -> None:
        run = held_queue.start(recipe)
        begin(run)
        end_epoch(run, 1, val_loss=0.4)
        assert reasons in texts(shown(run))

    def test_training_above_validation_needs_no_explanation(self, held_queue: HeldQueue) -> None:
        run = held_queue.start()
        begin(run)
        run.on_event(EpochEnded(EpochResult(1, 0.3, 0.9, 0.4, 0.85, seconds=9), best=True))
        assert "Training accuracy is the lower one" not in texts(shown(run))

    def test_a_run_that_waits_for_its_data_shows_the_download(
        self, held_queue: HeldQueue, download: Load, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(resources, "load", download)
        run = held_queue.start()
        run.on_event(Preparing())
        resources.provider().start()
        resources.provider().loading.wait_for_progress(TIMEOUT)
        bars = [proto.text for proto in protos(shown(run), "progress")]
        assert bars[0] == "Downloading Fashion-MNIST: 3.1 of 31.0 MB"

    @pytest.mark.parametrize(
        ("source", "times"), [(DataSource.GENERATED, 1), (DataSource.FASHION_MNIST, 0)]
    )
    def test_a_run_on_generated_garments_says_so(
        self, held_queue: HeldQueue, source: DataSource, times: int
    ) -> None:
        run = held_queue.start()
        begin(run, source)
        assert texts(shown(run)).count("Generated garments, not Fashion-MNIST") == times


class TestResult:
    @pytest.mark.parametrize(
        ("ended", "sentence"),
        [
            (
                EndReason.EARLY_STOPPING,
                "Stopped early: 2 epochs without a lower validation loss, a sign that the network "
                "began to memorize the training garments (overfitting). ",
            ),
            (EndReason.STOPPED, f"Stopped after {len(RECORD.history)} epochs. "),
            (EndReason.ALL_EPOCHS, ""),
        ],
    )
    def test_a_finished_run_says_why_it_ended_and_what_it_kept(
        self, held_queue: HeldQueue, ended: EndReason, sentence: str
    ) -> None:
        run = held_queue.start()
        finish(held_queue, run, ended)
        kept = (
            f"The model has the weights of epoch {RECORD.best_epoch}, which had the lowest "
            "validation loss."
        )
        assert sentence + kept in texts(shown(run))

    def test_a_run_that_was_stopped_in_its_first_epoch_does_not_call_it_done(
        self, held_queue: HeldQueue
    ) -> None:
        run = held_queue.start()
        cut_short = EpochResult(1, 0.6, 0.8, 0.5, 0.8, seconds=2, completed=0.2)
        held_queue.finish(run, replace(RECORD, history=History((cut_short,), EndReason.STOPPED)))
        app = shown(run)
        assert "Stopped at batch 300 of 1,500. The model has the weights of that moment." in texts(
            app
        )
        assert "Stopped at batch 300 of 1,500, in " in texts(app)

    def test_a_finished_run_shows_its_settings_and_no_bars(self, held_queue: HeldQueue) -> None:
        run = held_queue.start(FAST, seed=4711)
        held_queue.finish(run)
        app = shown(run)
        assert "batch size 128" in texts(app)
        assert "seed 4711" in texts(app)
        assert not protos(app, "progress")
        assert "Use this model" in buttons(app)
        assert "Pause" not in buttons(app)

    def test_its_test_result_is_not_given_away(self, held_queue: HeldQueue) -> None:
        run = held_queue.start()
        held_queue.finish(run)
        app = shown(run)
        assert "Test accuracy" not in metrics(app)
        assert "Reveal test result" in buttons(app)


def test_only_the_owner_steers_a_run(held_queue: HeldQueue) -> None:
    mine, other = held_queue.start(), held_queue.start(owner="somebody else")
    begin(mine)
    assert "Pause" in buttons(shown(mine))
    watched = shown(other)
    assert buttons(watched) == ["Stop watching"]
    assert "Only the visitor who started this run can pause or stop it." in texts(watched)


def test_when_a_run_ends_its_page_is_drawn_once_more(
    held_queue: HeldQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button that starts another run is elsewhere on the page."""
    run = held_queue.start()
    held_queue.finish(run)
    at_first, then = iter([RunView(State.RUNNING)]), run.view()
    monkeypatch.setattr(run, "view", lambda: next(at_first, then))
    assert shown(run).session_state["drawn"] == 2


def test_who_has_seen_the_end_of_a_run_no_longer_waits_for_it(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    held_queue.finish(run)
    app = component(script, run=run)
    visitor = app.session_state["visitor"]
    visitor.started_run = visitor.others.watched = run.id
    app.run()
    assert visitor.started_run is None
    assert visitor.others.watched is None


def test_a_run_that_failed_says_why(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    assert run.future is not None
    run.future.set_exception(LabError("What went wrong."))
    assert "What went wrong." in texts(shown(run))


def test_a_run_says_that_it_has_gone_on_elsewhere(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    begin(run)
    end_epoch(run, 1, val_loss=0.4)
    note = "Another one goes on from the last epoch that was kept."
    assert note not in texts(shown(run))
    held_queue.lose(run, epochs=1)
    begin(run)
    assert note in texts(shown(run))
    assert run.view().epoch == 1


def test_a_run_says_when_it_could_not_be_saved(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    begin(run)
    run.on_event(Checkpointed(written=False))
    note = "The training goes on, but would be lost if the server ended now."
    assert note in texts(shown(run))
    run.on_event(Checkpointed(written=True))
    assert note not in texts(shown(run))
