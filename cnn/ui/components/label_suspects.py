"""Garments whose label may be wrong, for the visitor to judge."""

import numpy as np
import streamlit as st

from cnn.data.dataset import DataSource, Garments
from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.label_suspects import label_suspects as suspects_in
from cnn.evaluation.label_suspects import suspects_per_class
from cnn.plots.garments import percent
from cnn.plots.label_suspects import suspects_chart
from cnn.ui.components.case_cards import case_cards
from cnn.ui.components.charts import chart
from cnn.ui.components.model_link import Page

PER_PAGE = 24

SIZE = (84, 140, 180)
"""The widths of a picture and of a card and the height of a card, in pixels: eight fit in a row."""

CHART_HEIGHT = 220

PAGE = "suspects_page"
"""The pagination's key, and its parameter in the address."""

UNBROKEN = str.maketrans({" ": "\N{NO-BREAK SPACE}", "-": "\N{NON-BREAKING HYPHEN}"})
"""A line for the words, and one for the answer."""

SHOWN = "shown_suspects"
"""Names the suspects that the visitor saw last."""


def label_suspects(
    garments: Garments, probabilities: np.ndarray, source: DataSource, page: Page
) -> None:
    """Each of them is a link.

    Args:
        garments: n validation garments.
        probabilities: the model's for them, float (n, 10).
        source: where the garments come from.
        page: shows one garment.
    """
    suspects = suspects_in(probabilities, garments.labels)
    generated = source is DataSource.GENERATED
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.write(GENERATED if generated else REAL)
        st.write(_count(len(suspects), len(garments)))
        if not generated:
            st.caption(RESEARCH)
    if len(suspects) == 0:
        return
    with right:
        st.header("Suspects by label", anchor=False)
        every = np.bincount(garments.labels, minlength=len(CLASS_NAMES))
        counts = suspects_per_class(suspects, garments.labels)
        chart(suspects_chart(counts, every), key="suspects", place=CHART_HEIGHT)
    st.header("The garments, most doubtful first", anchor=False)
    place = st.container()
    number = _page(suspects)
    shown = suspects[(number - 1) * PER_PAGE : number * PER_PAGE]
    with place:
        case_cards("suspects", shown, garments, probabilities, _wording, SIZE, page)


REAL = (
    "People have labeled these garments, and people err. The model has not learned from them. It "
    "takes those below for another class, and is as sure as it usually is of that class. That "
    "makes a label suspect, not wrong: the model may be the one that errs. Look, and judge for "
    "yourself."
)

GENERATED = (
    "These garments were generated from their labels, so nobody can have mislabeled them. A "
    "suspect here is a garment that has come out like one of another class."
)

RESEARCH = (
    "The method is called confident learning (Northcutt, Jiang and Chuang, 2021). With it, "
    "researchers looked for wrong labels in ten well-known datasets and asked people about each "
    "suspect: about half of the suspects were really wrong (Northcutt, Athalye and Mueller, 2021)."
)


def _count(suspects: int, garments: int) -> str:
    if suspects == 0:
        return f"**No suspects** among {garments:,} validation garments: the model doubts no label."
    share = percent(suspects / garments)
    noun = "suspect" if suspects == 1 else "suspects"
    return f"**{suspects:,} {noun}** among {garments:,} validation garments, {share}"


def _wording(label: int, answer: int, probability: float) -> tuple[str, str]:
    answered = f"{CLASS_NAMES[answer]}, {percent(probability)}".translate(UNBROKEN)
    return f"Labeled: {CLASS_NAMES[label]}", f"{'The model says:'.translate(UNBROKEN)} {answered}"


def _page(suspects: np.ndarray) -> int:
    """The number of the page; those of another model begin at page 1."""
    name = hash(suspects.tobytes())
    if st.session_state.get(SHOWN, name) != name and PAGE in st.session_state:
        st.session_state[PAGE] = 1
    st.session_state[SHOWN] = name
    return st.pagination(-(-len(suspects) // PER_PAGE), key=PAGE, bind="query-params")
