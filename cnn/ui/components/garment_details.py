"""One garment with all that the model says about it, in a dialog.

The address of the page has the number of the garment: a link opens it, and the browser's Back
button leads to the garment before. It also keeps the dialog open in a rerun of the page that the
visitor did not cause.
"""

import numpy as np
import streamlit as st

from cnn.data.dataset import Dataset, DataSource
from cnn.data.labels import CLASS_NAMES
from cnn.plots.figures import prediction_png
from cnn.ui.components.charts import garment
from cnn.ui.components.class_bars import class_bars
from cnn.ui.components.guessing import reveal, revealed
from cnn.ui.components.live_text import live_text
from cnn.ui.components.reserved import reserved

ADDRESS = "garment"
"""The parameter in the address: the garment's number, counted from 1."""

WIDTH = 224
"""Of the picture: eight screen pixels for each of its own."""


def open_garment(index: int) -> None:
    """Puts a garment into the address; it is shown when the page is drawn next."""
    st.query_params[ADDRESS] = str(index + 1)


def check_garment(index: int) -> None:
    """Opens a garment that the visitor has made a guess at."""
    reveal(index)
    open_garment(index)


def garment_details(
    selection: np.ndarray, data: Dataset, probabilities: np.ndarray, *, guess: bool
) -> None:
    """The dialog, if the address has a garment; with a way to the others of ``selection``.

    Args:
        selection: indices of validation garments, int (m,).
        data: has n validation garments.
        probabilities: the model's for them, float (n, 10).
        guess: hide the label and the prediction until the visitor asks for them.
    """
    if _opened(len(data.validation)) is None:
        _close()
    else:
        _dialog(selection, data, probabilities, guess)


def _opened(count: int) -> int | None:
    """The index of the garment in the address, if there is such a garment among ``count``."""
    number = st.query_params.get(ADDRESS, "")
    # Not every digit is a decimal one, and `int` refuses thousands of them.
    if number.isascii() and number.isdigit() and len(number) < 10 and 1 <= int(number) <= count:
        return int(number) - 1
    return None


def _close() -> None:
    st.query_params.pop(ADDRESS, None)


@st.dialog("Garment", width="large", on_dismiss=_close)
def _dialog(selection: np.ndarray, data: Dataset, probabilities: np.ndarray, guess: bool) -> None:
    # The dialog is a fragment: when it is drawn again by itself, the address has another garment.
    index = _opened(len(data.validation))
    if index is not None:
        _neighbors(index, selection)
        if guess and not revealed(index):
            _hidden(index, data)
        else:
            _details(index, data, probabilities[index])


def _neighbors(index: int, selection: np.ndarray) -> None:
    """The way to the previous and the next garment."""
    # A garment in an address need not match the filters: the first one that does is next to it.
    place = next(iter(np.flatnonzero(selection == index)), -1)
    with st.container(horizontal=True):
        _neighbor_button("Previous", "Left", selection[: max(place, 0)][-1:])
        _neighbor_button("Next", "Right", selection[place + 1 : place + 2])


def _neighbor_button(name: str, shortcut: str, neighbor: np.ndarray) -> None:
    """``neighbor``: its index, int (1,); int (0,) at an end of the selection."""
    st.button(
        name,
        shortcut=shortcut,
        key=name.lower(),
        disabled=len(neighbor) == 0,
        on_click=open_garment,
        args=tuple(int(index) for index in neighbor),
    )


def _hidden(index: int, data: Dataset) -> None:
    with reserved("picture", WIDTH):
        garment(data.validation.images[index], f"Garment {index + 1:,}", WIDTH)
    st.caption(f"Garment {index + 1:,} of {len(data.validation):,}")
    st.button("Check", icon=":material/visibility:", on_click=reveal, args=(index,))


def _details(index: int, data: Dataset, probabilities: np.ndarray) -> None:
    garments = data.validation
    truth, answer = int(garments.labels[index]), int(probabilities.argmax())
    generated = ", generated" if data.source == DataSource.GENERATED else ""
    label = CLASS_NAMES[truth]
    left, right = st.columns([2, 3], gap="large")
    with left, live_text("details"):
        with reserved("picture", WIDTH):
            garment(garments.images[index], f"Garment {index + 1:,}: {label}", WIDTH)
        st.markdown(f"Labeled: **{label}**")
        st.markdown(f"Prediction: **{CLASS_NAMES[answer]}**")
        st.caption(f"Garment {index + 1:,} of {len(garments):,}{generated}")
        st.download_button(
            "Download figure",
            lambda: prediction_png(
                garments.images[index], probabilities, f"Labeled: {label}{generated}"
            ),
            f"garment-{index + 1}.png",
            icon=":material/download:",
            on_click="ignore",
        )
    with right:
        class_bars(probabilities, key="garment_bars", truth=truth)
