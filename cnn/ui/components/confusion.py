"""Which classes a model confuses, its most frequent mistakes, and the scores of each class."""

import numpy as np
import streamlit as st

from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.metrics import class_scores, confusion_matrix, most_frequent_mistakes
from cnn.plots.confusion import CELL, LABEL, PREDICTION, confusion_heat_map
from cnn.ui.components.charts import chart

HEIGHT = 450
"""Of the matrix, in pixels."""

MISTAKES = 6
"""As many of the most frequent ones are listed."""

KEY = "confusion"

OPENED = "opened_cell"

Cell = tuple[str, str]
"""The names of the true and of the predicted class."""


def confusion(probabilities: np.ndarray, labels: np.ndarray) -> Cell | None:
    """The cell that has just been opened, of probabilities float (n, 10) for labels int (n,)."""
    matrix = confusion_matrix(probabilities, labels)
    left, right = st.columns([3, 2], gap="large")
    with left:
        shares = st.toggle("Shares instead of counts", key="shares", persist_state="session")
        shown = confusion_heat_map(matrix, shares=shares)
        chart(shown, key=KEY, place=HEIGHT, on_select=_take_cell)
        st.caption("Click a cell to see its garments.")
    with right:
        _mistakes(matrix)
        _scores(probabilities, labels)
    cell: Cell | None = st.session_state.pop(OPENED, None)
    return cell


def _mistakes(matrix: np.ndarray) -> None:
    st.header("Most frequent mistakes", anchor=False)
    with st.container(gap="xsmall"):
        for label, prediction, count in most_frequent_mistakes(matrix, MISTAKES):
            names = CLASS_NAMES[label], CLASS_NAMES[prediction]
            st.button(
                f"{names[0]} taken for {names[1]}: {count:,}",
                key=f"mistake_{label}_{prediction}",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=_open,
                args=names,
            )


def _scores(probabilities: np.ndarray, labels: np.ndarray) -> None:
    st.header("Class by class", anchor=False)
    scores = zip(CLASS_NAMES, class_scores(probabilities, labels), strict=True)
    st.table(
        [
            {
                "Class": name,
                "Precision": f"{score.precision:.1%}",
                "Recall": f"{score.recall:.1%}",
                "F1": f"{score.f1:.3f}",
            }
            for name, score in scores
        ],
        hide_index=True,
        border="horizontal",
        alt="Precision, recall and F1 of each class",
    )
    st.caption(
        "Precision: of the garments called so, how many are. Recall: of the garments that are so, "
        "how many are called so. F1 is their harmonic mean."
    )


def _take_cell() -> None:
    cells = st.session_state[KEY]["selection"].get(CELL)
    if cells:
        _open(cells[0][LABEL], cells[0][PREDICTION])


def _open(label: str, prediction: str) -> None:
    st.session_state[OPENED] = (label, prediction)
