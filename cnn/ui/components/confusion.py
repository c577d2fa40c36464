"""Which classes a model confuses, its most frequent mistakes, and the scores of each class."""

import numpy as np
import streamlit as st

from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.metrics import class_scores, confusion_matrix, most_frequent_mistakes
from cnn.plots.confusion import CELL, LABEL, PREDICTION, confusion_heat_map
from cnn.ui.components.charts import chart
from cnn.ui.components.model_link import Page, model_link

HEIGHT = 450
"""Of the matrix, in pixels."""

MISTAKES = 6
"""As many of the most frequent ones are listed."""

KEY = "confusion"

OPENED = "opened_cell"

FOLLOW = f"<script>document.querySelector('.st-key-{OPENED} a')?.click()</script>"


def confusion(probabilities: np.ndarray, labels: np.ndarray, page: Page) -> None:
    """Of probabilities float (n, 10) for labels int (n,); cells and mistakes lead to ``page``."""
    matrix = confusion_matrix(probabilities, labels)
    left, right = st.columns([3, 2], gap="large")
    with left:
        shares = st.toggle("Shares instead of counts", key="shares", persist_state="session")
        shown = confusion_heat_map(matrix, shares=shares)
        chart(shown, key=KEY, place=HEIGHT, on_select=_take_cell)
        _opened_cell(page)
    with right:
        _mistakes(matrix, page)
        _scores(probabilities, labels)


def _opened_cell(page: Page) -> None:
    """Follows the link to the garments of a cell that has just been clicked."""
    cell = st.session_state.pop(OPENED, None)
    if cell is None:
        st.caption("Click a cell to see its garments.")
        return
    with st.container(key=OPENED):
        _link(page, *cell)
    # Not `st.switch_page`, which changes the address before the page: two entries in the browser's
    # history, the first of which is this page with the parameters of the other.
    st.html(FOLLOW, unsafe_allow_javascript=True)


def _link(page: Page, label: str, prediction: str, suffix: str = "") -> None:
    model_link(
        page,
        f"{label} taken for {prediction}{suffix}",
        {"truth": label, "answer": prediction},
        ":material/arrow_forward:",
    )


def _mistakes(matrix: np.ndarray, page: Page) -> None:
    st.header("Most frequent mistakes", anchor=False)
    with st.container(gap="xsmall"):
        for label, prediction, count in most_frequent_mistakes(matrix, MISTAKES):
            _link(page, CLASS_NAMES[label], CLASS_NAMES[prediction], f": {count:,}")


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
        st.session_state[OPENED] = cells[0][LABEL], cells[0][PREDICTION]
