"""Whether the lab is training, and how long a new run would have to wait and take."""

import streamlit as st

from cnn.runs.estimates import seconds_per_epoch, seconds_until_free
from cnn.runs.recipe import Recipe
from cnn.runs.run import Run, State
from cnn.ui.components.live_text import live_text
from cnn.ui.components.run_status import counted, duration
from cnn.ui.polling import polled
from cnn.ui.training import cluster, run_queue

POLL = 3.0
"""Seconds between two updates."""

NAMED = 3
"""Runs that are named one by one."""


def trainer_status(recipe: Recipe, active: Run | None) -> None:
    """What a visitor can expect who starts a run of this recipe now, unless they have one."""
    with live_text("trainer"):
        if active is None:
            polled(_show, POLL)(recipe)
        else:
            st.caption(
                f"{active.name} was interrupted. Resume it, or stop it to start another run."
                if active.view().state is State.INTERRUPTED
                else f"You can start another run once {active.name} is over."
            )


def _show(recipe: Recipe) -> None:
    st.caption(" ".join(filter(None, [cluster_notice(), _busy(), _time_it_takes(recipe)])))


def cluster_notice() -> str:
    """What a visitor has to know of a cluster that is not there."""
    workers = cluster()
    if workers is not None and workers.is_away:
        return "The machines that train cannot be reached: this server trains one run at a time."
    if workers is not None and workers.is_missing:
        return "The machines that train are away. Runs wait for them."
    return ""


def _busy() -> str:
    in_line = run_queue().runs_in_line()
    if not in_line:
        return ""
    training = run_queue().training()
    sentences = [f"Training now: {_several(training)}." if training else ""]
    if waiting := len(in_line) - len(training):
        sentences.append(f"{counted(waiting, 'run')} in the queue.")
    sentences.append(_when_a_new_run_begins(training, in_line))
    return " ".join(filter(None, sentences))


def _several(training: list[Run]) -> str:
    named = [_progress(run) for run in training[:NAMED]]
    more = len(training) - NAMED
    return "; ".join([*named, f"and {more} more"] if more > 0 else named)


def _when_a_new_run_begins(training: list[Run], in_line: list[Run]) -> str:
    if len(in_line) < run_queue().workers:
        return "A new run begins at once."
    if any(run.view().state is State.PAUSED for run in training):
        return "A run that stays paused soon lets others go first."
    wait = seconds_until_free(in_line, run_queue().runs(), run_queue().workers)
    yours = "A new run begins after that"
    return f"{yours}." if wait is None else f"{yours}, in up to {duration(wait)}."


def _progress(run: Run) -> str:
    # Not its name, which is its owner's own.
    view = run.view()
    if not view.epoch:
        return f"{run.recipe.title}, starting"
    paused = ", paused" if view.state is State.PAUSED else ""
    return f"{run.recipe.title}, epoch {view.epoch} of up to {run.recipe.epochs}{paused}"


def _time_it_takes(recipe: Recipe) -> str:
    pace = seconds_per_epoch(recipe, run_queue().runs())
    if pace is None:
        return ""
    each = f"{pace:.1f}" if pace < 2 else f"{pace:.0f}"
    return f"An epoch takes about {each} s here: at most {duration(pace * recipe.epochs)} in all."
