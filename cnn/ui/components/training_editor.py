"""How the visitor's draft is trained, with every setting that can be changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from cnn.runs.recipe import OptimizerName
from cnn.ui.components.recipe_form import BATCH_SIZES, LEARNING_RATES, MAX_EPOCHS, MAX_SEED
from cnn.ui.state import state

OPTIMIZERS = {
    OptimizerName.ADAM: "Adam",
    OptimizerName.SGD: "SGD with momentum",
    OptimizerName.RMSPROP: "RMSprop",
}

OFF = 0
"""Stands for no patience: a widget's ``None`` is that nothing has been chosen."""

PATIENCES = (OFF, 1, 2, 3, 5, 10)


WIDTH = 170
"""Of a setting, in pixels."""


def training_editor() -> None:
    with st.container(horizontal=True):
        _settings()


def _settings() -> None:
    draft = state().draft
    recipe = draft.recipe
    _select(
        "optimizer",
        "Optimizer",
        list(OPTIMIZERS),
        recipe.optimizer,
        "Turns the slopes of the loss into steps of the weights.",
        OPTIMIZERS.__getitem__,
    )
    _select(
        "learning_rate",
        "Learning rate",
        LEARNING_RATES,
        recipe.learning_rate,
        "How far each step goes. Too small: slow. Too large: it jumps past the best weights.",
    )
    _select(
        "batch_size",
        "Batch size",
        BATCH_SIZES,
        recipe.batch_size,
        "The images between two steps. Larger batches mean fewer, steadier steps.",
    )
    key = _key("epochs")
    st.number_input(
        "Maximum epochs",
        1,
        MAX_EPOCHS,
        recipe.epochs,
        key=key,
        width=WIDTH,
        help="Passes over all training images.",
        on_change=_set,
        args=("epochs", key),
    )
    _select(
        "patience",
        "Patience",
        PATIENCES,
        recipe.patience or OFF,
        "Training stops after so many epochs without a lower validation loss.",
        lambda patience: str(patience or "off"),
    )
    st.number_input(
        "Seed",
        0,
        MAX_SEED,
        draft.seed,
        key=_key("seed"),
        width=WIDTH,
        on_change=_set_seed,
        help="Decides the first weights, the order of the images and dropout.",
    )


def _select(
    setting: str,
    label: str,
    usual: Sequence[Any],
    value: Any,
    help: str,
    in_words: Callable[[Any], str] = str,
) -> None:
    options = list(usual) if value in usual else sorted([*usual, value])
    key = _key(setting)
    st.selectbox(
        label,
        options,
        options.index(value),
        format_func=in_words,
        key=key,
        width=WIDTH,
        help=help,
        on_change=_set,
        args=(setting, key),
    )


def _key(setting: str) -> str:
    return f"training_{state().draft.version}_{setting}"


def _set(setting: str, key: str) -> None:
    draft = state().draft
    value = st.session_state[key]
    if setting == "patience" and value == OFF:
        value = None
    elif value is None:  # an empty field
        return
    draft.recipe = replace(draft.recipe, **{setting: value})


def _set_seed() -> None:
    seed = st.session_state[_key("seed")]
    if seed is not None:
        state().draft.seed = seed
