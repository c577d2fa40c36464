"""The visitor's draft in the address of its page: what differs from the article.

A teacher can hand out a variant as a link.
"""

from dataclasses import replace
from typing import Any

import streamlit as st

from cnn.errors import UnbuildableNetwork
from cnn.runs.network import Network
from cnn.runs.network_text import from_text, to_text
from cnn.runs.recipe import ARTICLE, USUAL_SEED, OptimizerName, Recipe, with_network
from cnn.ui.components.setting_texts import learning_rate, whole_number
from cnn.ui.state import Draft, state

NONE = "off"
"""For a patience of ``None``."""

NUMBERS = ("batch_size", "epochs", "patience", "seed")


def take_draft_from_address() -> None:
    """Makes what the address describes the visitor's draft; one sentence for what it cannot be."""
    fields = {
        name: st.query_params[name]
        for name in (*NUMBERS, "network", "optimizer", "learning_rate")
        if name in st.query_params
    }
    if not fields:
        return
    try:
        recipe, seed = _read(fields)
    except (ValueError, UnbuildableNetwork) as error:
        st.warning(f"The address of this page describes no code that can be trained. {error}")
        return
    state().draft = Draft(recipe, seed, state().draft.version + 1)


def put_draft_in_address() -> None:
    draft = state().draft
    fields = _fields(draft.recipe, draft.seed)
    usual = _fields(ARTICLE, USUAL_SEED)
    for name, value in fields.items():
        wanted = None if value == usual[name] else value
        if st.query_params.get(name) == wanted:
            continue  # each change of the address is an entry in the browser's history
        if wanted is None:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = wanted


def _fields(recipe: Recipe, seed: int) -> dict[str, str]:
    assert isinstance(recipe.network, Network), "a draft is a list of layers"
    return {
        "network": to_text(recipe.network),
        "optimizer": recipe.optimizer.lower(),
        "learning_rate": f"{recipe.learning_rate:g}",
        "batch_size": str(recipe.batch_size),
        "epochs": str(recipe.epochs),
        "patience": NONE if recipe.patience is None else str(recipe.patience),
        "seed": str(seed),
    }


def _read(fields: dict[str, str]) -> tuple[Recipe, int]:
    settings: dict[str, Any] = {name: _number(fields, name) for name in NUMBERS if name in fields}
    seed = settings.pop("seed", USUAL_SEED)
    if "learning_rate" in fields:
        settings["learning_rate"] = learning_rate(fields["learning_rate"])
    if "optimizer" in fields:
        names = {name.lower(): name for name in OptimizerName}
        if fields["optimizer"] not in names:
            raise ValueError(f"The optimizer is one of: {', '.join(names)}.")
        settings["optimizer"] = names[fields["optimizer"]]
    recipe = replace(ARTICLE, **settings)
    return (
        with_network(recipe, from_text(fields["network"])) if "network" in fields else recipe
    ), seed


def _number(fields: dict[str, str], name: str) -> int | None:
    """
    Raises:
        ValueError: it is not a whole number, or out of its range.
    """
    none = name == "patience" and fields[name] == NONE
    return None if none else whole_number(name, fields[name])
