"""Another run from a moment of one: with its weights from then, and other settings."""

import math
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from cnn.errors import RunRefused
from cnn.runs.recipe import Recipe
from cnn.runs.run import Run
from cnn.runs.timeline import Moment, moment_name
from cnn.ui.components.recipe_form import BATCH_SIZES, LEARNING_RATES, MAX_EPOCHS, MAX_SEED
from cnn.ui.components.run_settings import comparison
from cnn.ui.state import state

OnBranch = Callable[[Run, Moment, Recipe, int], None]
"""Starts a run with these settings from a moment of another one.

Raises:
    RunRefused: it cannot be started.
"""

WIDTH = 170
"""Of a setting, in pixels."""

SMALLER = 0.3
"""How much smaller the learning rate is that is suggested: a step that can be seen."""


def branch_form(run: Run, moment: Moment, on_branch: OnBranch) -> None:
    """Settings that are locked for a lesson are the run's."""
    with st.expander("Branch from here", icon=":material/call_split:", key=f"branch_{run.id}"):
        place = moment_name(moment.epochs, run.recipe.batches_per_epoch)
        st.markdown(
            "What if it had gone on in another way? A branch begins with the weights of this "
            f"moment: **{place}**. Afterwards, both curves are in one chart."
        )
        if moment.epochs >= MAX_EPOCHS:
            st.caption(f"A run has {MAX_EPOCHS} epochs at most. Choose an earlier moment.")
            return
        with st.container(horizontal=True):
            recipe, seed = _settings(run, moment)
        st.caption(comparison(run, recipe, seed))
        # No callback: its arguments would be those before the last setting was changed.
        if st.button("Start the branch", icon=":material/call_split:"):
            _start(run, moment, recipe, seed, on_branch)
        # It stays while the page updates itself, until something else is chosen.
        choice, refusal = st.session_state.get(_refused(run), (None, ""))
        if choice == (moment, recipe, seed):
            st.warning(refusal)


def _start(run: Run, moment: Moment, recipe: Recipe, seed: int, on_branch: OnBranch) -> None:
    try:
        on_branch(run, moment, recipe, seed)
    except RunRefused as error:
        st.session_state[_refused(run)] = (moment, recipe, seed), str(error)
    else:
        st.rerun()


def _refused(run: Run) -> str:
    """Names the choice that was refused last, with the reason."""
    return f"branch_refused_{run.id}"


def _settings(run: Run, moment: Moment) -> tuple[Recipe, int]:
    recipe, seed, locked = run.recipe, run.seed, state().lesson.locked
    learning_rate, batch_size, epochs = recipe.learning_rate, recipe.batch_size, recipe.epochs
    if "learning_rate" not in locked:
        rates = sorted({*LEARNING_RATES, learning_rate})
        lower = [rate for rate in rates if rate <= SMALLER * learning_rate]
        learning_rate = st.selectbox(
            "Learning rate",
            rates,
            rates.index(lower[-1] if lower else learning_rate),
            key=f"branch_learning_rate_{run.id}",
            width=WIDTH,
        )
    if "batch_size" not in locked:
        sizes = sorted({*BATCH_SIZES, batch_size})
        batch_size = st.selectbox(
            "Batch size",
            sizes,
            sizes.index(batch_size),
            key=f"branch_batch_size_{run.id}",
            width=WIDTH,
        )
    first = math.floor(moment.epochs) + 1
    epochs = max(epochs, first)
    if "epochs" not in locked:
        epochs = _number("Maximum epochs", first, MAX_EPOCHS, epochs, f"branch_epochs_{run.id}")
    if "seed" not in locked:
        seed = _number("Seed", 0, MAX_SEED, seed, f"branch_seed_{run.id}")
    changed = replace(recipe, learning_rate=learning_rate, batch_size=batch_size, epochs=epochs)
    return changed, seed


def _number(label: str, least: int, most: int, usual: int, key: str) -> int:
    # A moment after the run's last epoch needs more, which is not to stay for earlier ones.
    key += f"_{usual}"
    st.session_state[key] = max(least, st.session_state.get(key) or usual)
    return int(st.number_input(label, least, most, key=key, width=WIDTH) or usual)
