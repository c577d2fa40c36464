"""A selection of garments as pages of cards, each of which opens as a whole."""

import numpy as np
import streamlit as st

from cnn.data.dataset import Garments
from cnn.data.labels import CLASS_NAMES
from cnn.plots.garments import percent
from cnn.ui.components.card import card, card_button, cards
from cnn.ui.components.charts import garment
from cnn.ui.components.garment_details import check_garment, open_garment
from cnn.ui.components.guessing import revealed

PER_PAGE = 24

WIDTH = 140
"""Of a picture: five screen pixels for each of its own."""

HEIGHT = 216
"""Of a card, with its caption and its button."""

PAGE = "page"
"""The pagination's key, and its parameter in the address."""

SHOWN = "shown_cards"
"""Names the selection and the page that the visitor saw last."""

STYLE = "<style>.st-key-cards { scroll-margin-top: 5rem; }</style>"
"""The height of what stays at the top of the window."""

TO_THE_TOP = """<script>
document.querySelector(".st-key-cards").scrollIntoView({{
    behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth",
}});
// Page {page}: the browser runs this again only if it has changed.
</script>"""

STAY = "<script></script>"
"""In the same place, so that what is below does not move."""


def garment_cards(
    selection: np.ndarray, garments: Garments, probabilities: np.ndarray, *, guess: bool
) -> None:
    """One page of cards, with the way to the others below.

    Args:
        selection: the indices of the garments to show, int (m,), at least one.
        garments: n of them.
        probabilities: the model's, float (n, 10).
        guess: hide the label and the prediction of a garment until it has been opened.
    """
    st.html(STYLE)
    place = st.container()
    page = _page(selection)
    with place, cards("cards"):
        for index in selection[(page - 1) * PER_PAGE : page * PER_PAGE]:
            label, answers = int(garments.labels[index]), probabilities[index]
            with card(index, WIDTH, HEIGHT):
                if guess and not revealed(int(index)):
                    _hidden_card(int(index), garments.images[index])
                else:
                    _card(int(index), garments.images[index], label, answers)


def _page(selection: np.ndarray) -> int:
    """The page of the cards, which begins at its top; another selection begins at page 1."""
    name = hash(selection.tobytes())
    last_selection, last_page = st.session_state.get(SHOWN, (name, None))
    if name != last_selection and st.session_state.get(PAGE, 1) != 1:
        st.session_state[PAGE] = 1
    page = st.pagination(-(-len(selection) // PER_PAGE), key=PAGE, bind="query-params")
    st.session_state[SHOWN] = (name, page)
    turned = name == last_selection and last_page not in (None, page)
    st.html(TO_THE_TOP.format(page=page) if turned else STAY, unsafe_allow_javascript=True)
    return page


def _card(index: int, image: np.ndarray, label: int, probabilities: np.ndarray) -> None:
    prediction = int(probabilities.argmax())
    text = f"{CLASS_NAMES[prediction]} {percent(float(probabilities[prediction]))}"
    correct = prediction == label
    garment(image, f"Garment {index + 1:,}: {CLASS_NAMES[label]}", WIDTH, CLASS_NAMES[label])
    card_button(
        index,
        text if correct else f":red[{text}]",
        open_garment,
        index,
        icon=":material/check:" if correct else ":material/close:",
    )


def _hidden_card(index: int, image: np.ndarray) -> None:
    garment(image, f"Garment {index + 1:,}", WIDTH, "What is it?")
    card_button(index, f"Check {index + 1:,}", check_garment, index, icon=":material/visibility:")
