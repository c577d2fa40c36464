"""Whether the lab is training, and how long a new run would have to wait and take."""

import streamlit as st

from cnn.runs.estimates import seconds_for, seconds_per_epoch
from cnn.runs.recipe import Recipe
from cnn.runs.run import Run, State
from cnn.ui.components.live_text import live_text
from cnn.ui.components.run_status import counted, duration
from cnn.ui.polling import polled
from cnn.ui.resources import run_queue

POLL = 3.0
"""Seconds between two updates."""


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
    st.caption(" ".join(filter(None, [_busy(), _time_it_takes(recipe)])))


def _busy() -> str:
    in_line = run_queue().runs_in_line()
    if not in_line:
        return ""
    running = run_queue().running()
    waiting = len(in_line) - (running is not None)
    sentences = [f"Training now: {_progress(running)}." if running else ""]
    if waiting:
        sentences.append(f"{counted(waiting, 'run')} in the queue.")
    sentences.append(_when_a_new_run_begins(running, in_line))
    return " ".join(filter(None, sentences))


def _when_a_new_run_begins(running: Run | None, in_line: list[Run]) -> str:
    if running and running.view().state is State.PAUSED:
        return "A run that stays paused soon lets others go first."
    wait = seconds_for(in_line, run_queue().runs())
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
