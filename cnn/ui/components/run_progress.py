"""A training run as it goes on: the buttons to steer it, its progress and its learning curves."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn.evaluation.metrics import Score
from cnn.runs.history import EndReason, History
from cnn.runs.recipe import Recipe
from cnn.runs.record import RunRecord
from cnn.runs.run import Run, RunView, State
from cnn.ui.components.dataset_gate import download_progress, generated_label
from cnn.ui.components.learning_curves import Numbers, learning_curves, numbers_of
from cnn.ui.components.live_text import live_text
from cnn.ui.components.record_metrics import duration
from cnn.ui.components.run_controls import run_controls
from cnn.ui.components.run_header import run_header
from cnn.ui.components.run_result import OnRun, run_files, run_next
from cnn.ui.components.run_settings import run_settings
from cnn.ui.components.run_status import counted, status, stopped
from cnn.ui.components.sealed_result import sealed_result
from cnn.ui.polling import polled
from cnn.ui.state import state

POLL = 1.0
"""Seconds between two updates of a run."""

STYLE = """<style>
.st-key-run_steering { min-height: 40px; justify-content: center; }
.st-key-run_state { min-height: 45px; justify-content: center; }
@media (max-width: 640px) { .st-key-run_steering, .st-key-run_state { min-height: 96px; } }
</style>"""
"""When a run ends, what comes after these two rows stays where it is."""


Progress = Callable[[Run], None]
"""Shows how far a run has come."""


def curves_of(run: Run, key: str = "run") -> None:
    """``key`` is unique on the page."""
    view = run.view()
    numbers = numbers_of(view.record) if view.record else _newest(view)
    learning_curves(view.history, run.recipe.epochs, numbers, key)


def progress_bar(run: Run, view: RunView) -> None:
    done = min(1.0, view.epochs_done / run.recipe.epochs)
    going_on = view.batches and not view.state.over
    batches = f" (batch {view.batch:,} of {view.batches:,})" if going_on else ""
    st.progress(done, _sentence(status(run, view)) + batches)


def run_progress(
    run: Run,
    on_use: OnRun,
    on_again: OnRun,
    on_change: OnRun | None,
    progress: Progress = curves_of,
    test_result: bool = True,
) -> None:
    """All about a run. Updates itself until the run is over, then reruns the page once.

    ``test_result``: whether to show it here, sealed.
    """
    over = run.view().state.over
    if over:
        _has_seen_the_end_of(run)
    run_header(run)
    st.html(STYLE)
    with live_text("run"):
        if over:
            # A fragment has a container of its own: all of it is found again in this one.
            with st.container():
                _ended(run, on_use, on_again, on_change, progress)
        else:
            polled(_going_on, POLL)(run, progress)
    record = run.view().record
    if over and record is not None:
        if test_result:
            sealed_result(record, run.id, run)
        run_files(run, record)


def _has_seen_the_end_of(run: Run) -> None:
    """The other pages need no longer link to it."""
    visitor = state()
    if visitor.started_run == run.id:
        visitor.started_run = None
    if visitor.others.watched == run.id:
        visitor.others.watched = None


def _rows() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The places of what steers the run and of how far it is, and of what follows them."""
    return st.container(key="run_steering"), st.container(key="run_state")


def _going_on(run: Run, progress: Progress) -> None:
    view = run.view()
    if view.state.over:
        st.rerun()
    steering, how_far = _rows()
    with steering:
        if run.owner == state().id:
            run_controls(run, view)
        else:
            st.caption("Only the visitor who started this run can pause or stop it.")
    with how_far:
        if view.state is State.PREPARING and not view.source:
            download_progress()
        progress_bar(run, view)
    generated_label(view.source)
    progress(run)
    run_settings(run)
    st.caption(_explanation(run.recipe, view.history, view.record))
    if view.unsaved:
        st.caption(
            "The server's disk takes nothing at the moment. The training goes on, but would be "
            "lost if the server ended now."
        )
    if view.moved:
        st.caption(
            "The machine that trained this run ended. Another one goes on from the last epoch that "
            "was kept."
        )


def _ended(
    run: Run, on_use: OnRun, on_again: OnRun, on_change: OnRun | None, progress: Progress
) -> None:
    how, then = _rows()
    view = run.view()
    sentence, record = _sentence(status(run, view)), view.record
    if record is None:
        how.markdown(sentence)
        if view.error:
            then.error(view.error, icon=":material/error:")
        return
    how.markdown(f"{sentence}, in {duration(record.seconds)}. {record.parameters:,} parameters.")
    with then:
        run_next(run, on_use, on_again, on_change)
    generated_label(view.source)
    progress(run)
    run_settings(run)
    st.caption(_explanation(run.recipe, view.history, record))


def _newest(view: RunView) -> Numbers:
    loss, accuracy, last = view.loss, view.accuracy, view.history.last
    return Numbers(
        None if loss is None or accuracy is None else Score(loss, accuracy),
        Score(last.val_loss, last.val_accuracy) if last else None,
    )


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _explanation(recipe: Recipe, history: History, record: RunRecord | None) -> str:
    best = history.best
    if best is None:
        return (
            "Training values are means over the epoch so far. The first validation result appears "
            "at the end of the first epoch."
        )
    if record is not None:
        sentences = [_end(recipe, record)]
    else:
        sentences = [f"Best epoch so far: {best.epoch}."]
        if recipe.patience:
            limit = counted(recipe.patience, "epoch")
            sentences.append(f"Training stops early after {limit} without a lower validation loss.")
    if why := _validation_above_training(recipe, history):
        sentences.append(why)
    return " ".join(sentences)


def _end(recipe: Recipe, record: RunRecord) -> str:
    best, last = record.history.best, record.history.last
    assert best is not None and last is not None
    if best is last and last.completed < 1:
        kept = "The model has the weights of that moment."
    else:
        kept = (
            f"The model has the weights of epoch {best.epoch}, which had the lowest validation "
            "loss."
        )
    match record.history.ended:
        case EndReason.EARLY_STOPPING:
            return (
                f"Stopped early: {counted(recipe.patience or 0, 'epoch')} without a lower "
                "validation loss, a sign that the network began to memorize the training garments "
                f"(overfitting). {kept}"
            )
        case EndReason.STOPPED:
            return f"{_sentence(stopped(record))}. {kept}"
        case _:
            return kept


def _validation_above_training(recipe: Recipe, history: History) -> str:
    """Why a network can do better on garments it has not seen; empty if it does not."""
    last = history.last
    if last is None or last.val_accuracy <= last.accuracy:
        return ""
    reasons = ["it is a mean over an epoch in which the network got better"]
    if recipe.augmentation:
        reasons.append("the training garments are altered to make them harder")
    if recipe.network.has_dropout:
        reasons.append("dropout switches off a part of the network while it trains")
    return (
        "Training accuracy is the lower one here because "
        + (", ".join(reasons[:-1]) + " and " if len(reasons) > 1 else "")
        + reasons[-1]
        + "."
    )
