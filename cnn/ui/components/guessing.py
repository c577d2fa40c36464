"""Guessing first: a garment's label and prediction stay hidden until it has been opened."""

import streamlit as st

from cnn.ui.components.reserved import reserved

OPENED = "opened_garments"
"""The indices of the garments that have been opened since guessing began."""


def guess_switch() -> bool:
    """Whether the visitor wants to guess; in the address of the page."""
    return reserved("guess", height=24).toggle(
        "Guess first",
        key="guess",
        bind="query-params",
        on_change=_begin,
        help="Hides labels and predictions until you open a garment.",
    )


def reveal(index: int) -> None:
    _opened().add(index)


def revealed(index: int) -> bool:
    return index in _opened()


def _begin() -> None:
    _opened().clear()


def _opened() -> set[int]:
    opened: set[int] = st.session_state.setdefault(OPENED, set())
    return opened
