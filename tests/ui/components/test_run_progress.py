from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.errors import LabError
from cnn.runs.events import (
    Paused,
    Preparing,
)
from cnn.runs.history import EndReason
from cnn.runs.recipe import ARTICLE, FAST
from cnn.runs.run import Run, RunView, State
from cnn.ui import resources
from tests.ui.held_queue import BATCHES, HeldQueue, begin, end_epoch, train_batches
from tests.ui.visiting import (
    TIMEOUT,
    Load,
    buttons,
    component,
    metrics,
    press,
    protos,
    texts,
)

RECORD = pretrained.ARTICLE_CNN.record


def script(run: "Run") -> None:
    import streamlit as st

    from cnn.ui.components.run_progress import run_progress

    st.session_state["drawn"] = st.session_state.get("drawn", 0) + 1
    run_progress(run, on_use=lambda run: st.write(f"Uses {run.id}"))


def shown(run: Run) -> AppTest:
    app = component(script, run=run).run()
    assert not app.exception
    return app


def finish(held_queue: HeldQueue, run: Run, ended: EndReason) -> None:
    held_queue.finish(run, replace(RECORD, history=replace(RECORD.history, ended=ended)))


class TestProgress:
    def test_a_running_epoch_has_bars_and_numbers(self, held_queue: HeldQueue) -> None:
        run = held_queue.start(FAST)
        begin(run)
        train_batches(run, 1, BATCHES // 2)
        app = shown(run)
        bars = [(proto.text, proto.value) for proto in protos(app, "progress")]
        assert bars == [("All epochs: 12%", 12), ("This epoch: batch 50 of 100", 50)]
        assert metrics(app) == {
            "Training loss": "0.500",
            "Training accuracy": "80.0%",
            "Validation loss": "-",
            "Validation accuracy": "-",
        }
        assert "The first validation result appears at the end of the first epoch." in texts(app)

    def test_curves_are_shown_from_the_second_point_on(self, held_queue: HeldQueue) -> None:
        run = held_queue.start()
        begin(run)
        train_batches(run, 1, 1)
        assert not protos(shown(run), "vega_lite_chart")
        train_batches(run, 1)
        charts = protos(shown(run), "vega_lite_chart")
        assert [chart.alt for chart in charts] == [
            "Training and validation loss by epoch.",
            "Training and validation accuracy by epoch.",
        ]

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
        assert texts(shown(run)).endswith("Best epoch so far: 1.")

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
                "began to memorize the training images (overfitting). ",
            ),
            (EndReason.STOPPED, f"Stopped manually in epoch {len(RECORD.history)}. "),
            (EndReason.ALL_EPOCHS, f"Completed {len(RECORD.history)} epochs. "),
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

    def test_a_finished_run_shows_its_test_accuracy_and_no_bars(
        self, held_queue: HeldQueue
    ) -> None:
        run = held_queue.start()
        held_queue.finish(run)
        app = shown(run)
        assert metrics(app)["Test accuracy"] == f"{RECORD.test.accuracy:.1%}"
        assert not protos(app, "progress")
        assert buttons(app) == ["Use this model"]

    def test_its_model_can_be_used(self, held_queue: HeldQueue) -> None:
        run = held_queue.start()
        held_queue.finish(run)
        app = shown(run)
        press(app, "Use this model")
        assert f"Uses {run.id}" in texts(app)


class TestSteering:
    def test_the_owner_pauses_resumes_and_stops_a_run(self, held_queue: HeldQueue) -> None:
        run = held_queue.start()
        begin(run)
        app = shown(run)
        assert buttons(app) == ["Pause", "Stop"]
        press(app, "Pause")
        assert run.channel.paused
        run.on_event(Paused())
        app.run()
        assert buttons(app) == ["Resume", "Stop"]
        press(app, "Resume")
        assert not run.channel.paused
        press(app, "Stop")
        assert run.channel.stopping

    def test_a_run_is_stopped_only_once(self, held_queue: HeldQueue) -> None:
        run = held_queue.start()
        begin(run)
        run.channel.stop()
        [stop] = [button for button in shown(run).button if button.label == "Stop"]
        assert stop.disabled

    def test_a_waiting_run_can_leave_the_queue(self, held_queue: HeldQueue) -> None:
        run = held_queue.start()
        app = shown(run)
        assert buttons(app) == ["Leave queue"]
        press(app, "Leave queue")
        assert "canceled before it started" in texts(app.run())

    def test_other_visitors_cannot_steer_a_run(self, held_queue: HeldQueue) -> None:
        run = held_queue.start(owner="somebody else")
        begin(run)
        assert buttons(shown(run)) == []


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
    app.session_state["visitor"].started_run = run.id
    assert app.run().session_state["visitor"].started_run is None


def test_a_run_that_failed_says_why(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    assert run.future is not None
    run.future.set_exception(LabError("What went wrong."))
    assert "What went wrong." in texts(shown(run))
