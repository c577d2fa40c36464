"""The garments that are hard for a model, and why: four classes look alike."""

import numpy as np
import streamlit as st

from cnn.data.dataset import Garments
from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.hard_cases import (
    LOOK_ALIKES,
    least_decided,
    least_sure_right,
    look_alike_mistakes,
    look_alike_shares,
    mean_image,
    surest_mistakes,
)
from cnn.evaluation.metrics import confusion_matrix
from cnn.plots.garments import percent
from cnn.ui.components.case_cards import answer_below, case_cards
from cnn.ui.components.charts import garment
from cnn.ui.components.model_link import Page
from cnn.ui.components.reserved import reserved

ROW = 10
"""Garments."""

SIZE = (84, 108, 156)
"""The widths of a picture and of a card and the height of a card, in pixels: ten fit in a row."""

MEAN_WIDTH = 84

TABLE_HEIGHT = 152
"""Of four rows and their header, in pixels."""


def hard_cases(garments: Garments, probabilities: np.ndarray, page: Page) -> None:
    """Each of them is a link.

    Args:
        garments: n validation garments.
        probabilities: the model's for them, float (n, 10).
        page: shows one garment.
    """
    st.write(
        "The garments that this model finds hardest. Below each picture are its label and the "
        "model's answer. Click one to see more."
    )
    mistakes = surest_mistakes(probabilities, garments.labels, ROW)
    unsure = least_sure_right(probabilities, garments.labels, ROW)
    _row("Sure, but wrong", "surest", mistakes, garments, probabilities, page)
    _row("Right, but unsure", "unsure", unsure, garments, probabilities, page)
    _look_alikes(garments, probabilities, page)


def _row(
    title: str,
    name: str,
    indices: np.ndarray,
    garments: Garments,
    probabilities: np.ndarray,
    page: Page,
) -> None:
    st.header(title, anchor=False)
    if len(indices) == 0:
        st.caption("There is none.")
    else:
        case_cards(name, indices, garments, probabilities, answer_below, SIZE, page)


def _look_alikes(garments: Garments, probabilities: np.ndarray, page: Page) -> None:
    st.header("Why shirts are hard", anchor=False)
    matrix = confusion_matrix(probabilities, garments.labels)
    st.write(_lesson(*look_alike_mistakes(matrix)))
    left, right = st.columns([2, 3], gap="large")
    with left:
        _means(garments)
    with right:
        _table(look_alike_shares(matrix))
    undecided = least_decided(probabilities, garments.labels, ROW)
    if len(undecided):
        st.subheader("Where it hesitates most between the four", anchor=False)
        case_cards("undecided", undecided, garments, probabilities, answer_below, SIZE, page)


def _lesson(among: int, all: int) -> str:
    why = (
        "Shirts, T-shirts, pullovers and coats have nearly the same outline, and in 28 x 28 pixels "
        "there is little left of collars and buttons."
    )
    if all == 0:
        return f"{why} This model tells them apart all the same: it makes no mistakes here."
    share = percent(among / all)
    return f"{why} **{among:,} of this model's {all:,} mistakes, {share},** mix up these four."


def _means(garments: Garments) -> None:
    """The average garment of each class that has any."""
    with st.container(horizontal=True, gap="xsmall"):
        for label in LOOK_ALIKES:
            image = mean_image(garments.images, garments.labels, label)
            if image is not None:
                name = CLASS_NAMES[label]
                with reserved(f"mean_{label}", MEAN_WIDTH + 24, MEAN_WIDTH):
                    garment(image, f"The average of all garments labeled {name}", MEAN_WIDTH, name)
    st.caption("The average picture of each class: all its garments, laid over one another.")


def _table(shares: np.ndarray) -> None:
    """What the garments of each class are taken for; float (4, 5)."""
    names = [CLASS_NAMES[label] for label in LOOK_ALIKES]
    rows = []
    for place, (name, row) in enumerate(zip(names, shares, strict=True)):
        cells = [percent(float(share)) for share in row]
        cells[place] = f"**{cells[place]}**"
        rows.append({"Label": name} | dict(zip((*names, "Other"), cells, strict=True)))
    reserved("look_alikes", TABLE_HEIGHT, grows=True).table(
        rows,
        hide_index=True,
        border="horizontal",
        alt="What garments of the four classes are taken for",
    )
    st.caption("Of the garments with a label, how many the model calls what. Bold: the right ones.")
