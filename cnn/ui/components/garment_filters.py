"""Which garments are shown, and in what order. The choices are in the address of the page."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.data.labels import CLASS_NAMES
from cnn.plots.garments import percent
from cnn.ui.components.reserved import reserved

OUTCOMES = ("All", "Correct", "Wrong")
ORDERS = ("Dataset order", "Most sure first", "Least sure first")

PLURALS = (
    "T-shirts and tops",
    "pairs of trousers",
    "pullovers",
    "dresses",
    "coats",
    "sandals",
    "shirts",
    "sneakers",
    "bags",
    "ankle boots",
)
"""In class order."""

WIDTH = 170
"""Of a select box, in pixels: the longest class name fits."""

OUTCOME_WIDTH = 200

HEIGHT = 68
"""Of a choice with its label."""


@dataclass(frozen=True)
class GarmentFilters:
    truth: int | None = None
    """The class of the garments, 0..9; ``None``: any."""
    answer: int | None = None
    """The class that the model predicts."""
    outcome: str = OUTCOMES[0]
    order: str = ORDERS[0]

    def select(self, labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
        """The indices of the garments that match, in order: int (m,).

        Args:
            labels: int (n,).
            probabilities: float (n, 10).
        """
        answers = probabilities.argmax(axis=1)
        matches = np.ones(len(labels), bool)
        if self.truth is not None:
            matches &= labels == self.truth
        if self.answer is not None:
            matches &= answers == self.answer
        if self.outcome != "All":
            matches &= (answers == labels) == (self.outcome == "Correct")
        indices = np.flatnonzero(matches)
        if self.order == "Dataset order":
            return indices
        sure = probabilities[indices].max(axis=1)
        # Stable: garments that the model is equally sure of keep the order of the dataset.
        return indices[
            np.argsort(-sure if self.order == "Most sure first" else sure, kind="stable")
        ]

    def count(self, shown: int, labels: np.ndarray, kind: str = "") -> str:
        """How many garments are shown, and of how many; ``kind`` says what kind of garments."""
        if self.truth is None:
            among, name = len(labels), "validation garments"
        else:
            among, name = int((labels == self.truth).sum()), PLURALS[self.truth]
        share = "" if shown == among else f", {percent(shown / among)}"
        return f"{shown:,} of {among:,} {kind}{name}{share}"


def garment_filters() -> GarmentFilters:
    """The visitor's choice."""
    with st.container(horizontal=True, vertical_alignment="top"):
        truth = _class_choice("Label", key="truth")
        answer = _class_choice("Prediction", key="answer")
        outcome = reserved("outcome", HEIGHT, OUTCOME_WIDTH).segmented_control(
            "Outcome",
            OUTCOMES,
            default=OUTCOMES[0],
            required=True,
            key="outcome",
            bind="query-params",
        )
        order = reserved("order", HEIGHT, WIDTH).selectbox(
            "Order", ORDERS, key="order", bind="query-params", width=WIDTH
        )
    return GarmentFilters(truth, answer, outcome, order)


def _class_choice(name: str, key: str) -> int | None:
    chosen = reserved(key, HEIGHT, WIDTH).selectbox(
        name,
        CLASS_NAMES,
        index=None,
        placeholder="All ten classes",
        key=key,
        bind="query-params",
        width=WIDTH,
    )
    return None if chosen is None else CLASS_NAMES.index(chosen)
