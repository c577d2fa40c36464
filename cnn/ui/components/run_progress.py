"""A training run as it goes: its state in words, how far it is, its curves, its steering."""

import streamlit as st

from cnn.plots import learning_curve
from cnn.runs.history import EndReason
from cnn.runs.run import Run, RunView, State
from cnn.ui.components.charts import live_chart
from cnn.ui.components.dataset_gate import download_bar, source_line
from cnn.ui.components.run_result import UseModel, run_result
from cnn.ui.errors import show_errors
from cnn.ui.resources import run_queue
from cnn.ui.state import state

POLL = 1.0
"""Seconds between two looks at a run."""

QUIET_POLL = 3.0
"""The same for the line that other pages show."""

RunPage = str | st.Page
"""A page, as ``st.page_link`` takes it."""


def run_elsewhere(page: RunPage) -> None:
    """One line about the visitor's run, linked to ``page``, until they have seen its end."""
    visitor = state()
    # A second tab knows nothing of what the first has started.
    under_way = (run for run in run_queue().runs_of(visitor.id) if not run.view().state.over)
    run = run_queue().get(visitor.started_run or "") or next(under_way, None)
    if run is not None:
        run_line(run, page)


def run_line(run: Run, page: RunPage) -> None:
    """A run in one line, linked to ``page``, which shows all of it."""
    over = run.view().state.over
    st.fragment(_line, run_every=None if over else QUIET_POLL)(run, page, over)


def _line(run: Run, page: RunPage, was_over: bool) -> None:
    view = run.view()
    if view.state.over and not was_over:
        st.rerun()
    st.page_link(
        page,
        query_params={"run": run.id},
        label=f"{run.recipe.title}: {in_words(run, view)}",
        icon=":material/model_training:",
    )


def run_progress(run: Run, on_use: UseModel) -> None:
    """The whole run. Follows it until it is over, then draws the page once more.

    ``on_use`` is called if the visitor wants to use the trained model.
    """
    over = run.view().state.over
    if over and state().started_run == run.id:
        state().started_run = None
    st.fragment(_show_run, run_every=None if over else POLL)(run, on_use, over)


def _show_run(run: Run, on_use: UseModel, was_over: bool) -> None:
    view = run.view()
    if view.state.over and not was_over:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{run.recipe.title}** · {in_words(run, view)}")
        if not view.state.over and run.owner == state().id:
            with show_errors():
                _steering(run, view)
    source_line(view.source)
    if view.state is State.PREPARING and not view.source:
        download_bar()
    if not view.state.over:
        _bars(run, view)
    if view.error:
        st.error(view.error, icon=":material/error:")
    if len(view.trace) > 1 or view.history:
        _figures(view)
        _curves(view)
        st.caption(_explanation(run, view))
    if view.record is not None:
        run_result(run, view.record, on_use)


def in_words(run: Run, view: RunView) -> str:
    epochs = run.recipe.epochs
    match view.state:
        case State.QUEUED:
            ahead = run_queue().runs_ahead(run)
            if ahead == 0:
                return "next in line"
            return f"waiting, {ahead} {'run' if ahead == 1 else 'runs'} before this one"
        case State.PREPARING:
            return "getting ready"
        case State.RUNNING if not view.epoch:
            return "first batch"
        case State.RUNNING if view.batch == view.batches:
            return f"epoch {view.epoch} of at most {epochs}, validating"
        case State.RUNNING:
            left = run.seconds_left()
            return f"epoch {view.epoch} of at most {epochs}" + (
                f", {_time_left(left)}" if left else ""
            )
        case State.PAUSED:
            return f"paused in epoch {view.epoch}"
        case State.TESTING:
            return "testing the best weights"
        case State.CANCELLED:
            return "stopped before it began"
        case State.FAILED:
            return "failed"
        case State.DONE:
            return f"done after {len(view.history)} {_epochs(len(view.history))}"


def _time_left(seconds: float) -> str:
    if seconds < 90:
        return f"at most {5 * max(1, round(seconds / 5))} s left"
    return f"at most {round(seconds / 60)} min left"


def _epochs(count: int) -> str:
    return "epoch" if count == 1 else "epochs"


def _steering(run: Run, view: RunView) -> None:
    visitor = state().id
    if view.state == State.PAUSED:
        if st.button("Resume", icon=":material/play_arrow:", key="resume"):
            run_queue().resume(run, visitor)
    elif view.state == State.RUNNING and st.button("Pause", icon=":material/pause:", key="pause"):
        run_queue().pause(run, visitor)
    waits = view.state == State.QUEUED
    if view.state != State.TESTING and st.button(
        "Leave the queue" if waits else "Stop",
        icon=":material/stop:",
        key="stop",
        help=None if waits else "Keeps the best weights so far and tests them.",
        disabled=run.channel.stopping,
    ):
        run_queue().stop(run, visitor)


def _bars(run: Run, view: RunView) -> None:
    done = view.progress(run.recipe.epochs)
    st.progress(done, f"All epochs, {100 * done:.0f} %")
    share = view.batch / view.batches if view.batches else 0.0
    batch = f", batch {view.batch:,} of {view.batches:,}" if view.batches else ""
    st.progress(share, f"This epoch{batch}")


def _figures(view: RunView) -> None:
    last = view.history.last
    with st.container(horizontal=True):
        if view.record is None:
            st.metric("Training loss", _loss(view.loss))
            st.metric("Training accuracy", _accuracy(view.accuracy))
            st.metric("Validation loss", _loss(last.val_loss if last else None))
            st.metric("Validation accuracy", _accuracy(last.val_accuracy if last else None))
        else:
            record = view.record
            st.metric("Best epoch", record.best_epoch)
            st.metric("Validation loss", _loss(record.validation.loss))
            st.metric("Validation accuracy", _accuracy(record.validation.accuracy))
            st.metric("Test accuracy", _accuracy(record.test.accuracy))
            st.metric("Time", f"{record.seconds:.0f} s")


def _loss(loss: float | None) -> str:
    return "-" if loss is None else f"{loss:.3f}"


def _accuracy(accuracy: float | None) -> str:
    return "-" if accuracy is None else f"{100 * accuracy:.1f} %"


def _curves(view: RunView) -> None:
    left, right = st.columns(2)
    with left:
        live_chart(learning_curve("loss", view.history, view.trace), key="loss_curve")
    with right:
        live_chart(learning_curve("accuracy", view.history, view.trace), key="accuracy_curve")


def _explanation(run: Run, view: RunView) -> str:
    best = view.history.best
    if best is None:
        return "The first validation point comes at the end of the first epoch."
    kept = f"The weights of epoch {best.epoch} are kept: its validation loss is the lowest."
    if view.record is None:
        early = (
            f" Training ends early once the validation loss has not fallen for "
            f"{run.recipe.patience} epochs."
        )
        return f"Best so far: epoch {best.epoch}." + (
            early if run.recipe.patience < run.recipe.epochs else ""
        )
    match view.history.ended:
        case EndReason.EARLY_STOPPING:
            return (
                f"Stopped early: the validation loss had not fallen for {run.recipe.patience} "
                f"epochs, a sign that the network began to learn the training images by heart. "
                f"{kept}"
            )
        case EndReason.STOPPED:
            return f"Stopped by hand in epoch {len(view.history)}. {kept}"
        case _:
            return f"All epochs are over: {run.recipe.epochs}. {kept}"
