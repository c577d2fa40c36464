"""A training run as it goes on: its progress, its learning curves and the buttons to steer it."""

import streamlit as st

from cnn.plots import learning_curve
from cnn.runs.history import EndReason
from cnn.runs.run import Run, RunView, State
from cnn.ui.components.charts import chart
from cnn.ui.components.dataset_gate import download_progress, generated_label
from cnn.ui.components.live_text import live_text
from cnn.ui.components.record_metrics import record_metrics
from cnn.ui.components.run_result import OnUse, run_result
from cnn.ui.components.run_status import counted, status
from cnn.ui.errors import show_errors
from cnn.ui.resources import run_queue
from cnn.ui.state import state

POLL = 1.0
"""Seconds between two updates of a run."""


def run_progress(run: Run, on_use: OnUse) -> None:
    """All about a run. Updates itself until the run is over, then reruns the page once."""
    over = run.view().state.over
    if over and state().started_run == run.id:
        state().started_run = None
    with live_text("run"):
        st.fragment(_show_run, run_every=None if over else POLL)(run, on_use, over)


def _show_run(run: Run, on_use: OnUse, was_over: bool) -> None:
    view = run.view()
    if view.state.over and not was_over:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        # As wide as it can be: the buttons keep their place when the text changes.
        st.markdown(f"**{run.recipe.title}** · {status(run, view)}", width="stretch")
        if not view.state.over and run.owner == state().id:
            with show_errors():
                _steering_buttons(run, view)
    generated_label(view.source)
    if view.state is State.PREPARING and not view.source:
        download_progress()
    if not view.state.over:
        _progress_bars(run, view)
    if view.error:
        st.error(view.error, icon=":material/error:")
    if len(view.trace) > 1 or view.history:
        if view.record is None:
            _current_metrics(view)
        else:
            record_metrics(view.record)
        _curves(view)
        st.caption(_explanation(run, view))
    if view.record is not None:
        run_result(run, view.record, on_use)


def _steering_buttons(run: Run, view: RunView) -> None:
    visitor = state().id
    if view.state == State.PAUSED:
        if st.button("Resume", icon=":material/play_arrow:", key="resume"):
            run_queue().resume(run, visitor)
    elif view.state == State.RUNNING and st.button("Pause", icon=":material/pause:", key="pause"):
        run_queue().pause(run, visitor)
    waiting = view.state == State.QUEUED
    if view.state != State.TESTING and st.button(
        "Leave queue" if waiting else "Stop",
        icon=":material/stop:",
        key="stop",
        help=None if waiting else "Keeps the best weights so far and evaluates them.",
        disabled=run.channel.stopping,
    ):
        run_queue().stop(run, visitor)


def _progress_bars(run: Run, view: RunView) -> None:
    done = view.progress(run.recipe.epochs)
    st.progress(done, f"All epochs: {done:.0%}")
    batches = f": batch {view.batch:,} of {view.batches:,}" if view.batches else ""
    st.progress(view.batch / view.batches if view.batches else 0.0, f"This epoch{batches}")


def _current_metrics(view: RunView) -> None:
    last = view.history.last
    with st.container(horizontal=True):
        st.metric("Training loss", _loss(view.loss))
        st.metric("Training accuracy", _accuracy(view.accuracy))
        st.metric("Validation loss", _loss(last.val_loss if last else None))
        st.metric("Validation accuracy", _accuracy(last.val_accuracy if last else None))


def _loss(loss: float | None) -> str:
    return "-" if loss is None else f"{loss:.3f}"


def _accuracy(accuracy: float | None) -> str:
    return "-" if accuracy is None else f"{accuracy:.1%}"


def _curves(view: RunView) -> None:
    left, right = st.columns(2)
    with left:
        chart(learning_curve("loss", view.history, view.trace), key="loss_curve")
    with right:
        chart(learning_curve("accuracy", view.history, view.trace), key="accuracy_curve")


def _explanation(run: Run, view: RunView) -> str:
    best = view.history.best
    if best is None:
        return "The first validation result appears at the end of the first epoch."
    patience = run.recipe.patience
    if view.record is None:
        so_far = f"Best epoch so far: {best.epoch}."
        if patience >= run.recipe.epochs:
            return so_far
        limit = counted(patience, "epoch")
        return f"{so_far} Training stops early after {limit} without a lower validation loss."
    kept = f"The model has the weights of epoch {best.epoch}, which had the lowest validation loss."
    match view.history.ended:
        case EndReason.EARLY_STOPPING:
            return (
                f"Stopped early: {counted(patience, 'epoch')} without a lower validation loss, a "
                "sign that the network began to memorize the training images (overfitting). "
                f"{kept}"
            )
        case EndReason.STOPPED:
            return f"Stopped manually in epoch {len(view.history)}. {kept}"
        case _:
            return f"Completed {counted(len(view.history), 'epoch')}. {kept}"
