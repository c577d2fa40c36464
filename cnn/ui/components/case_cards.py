"""Small cards of garments, each of which is a link to its garment on another page."""

from collections.abc import Callable, Iterable

import numpy as np
import streamlit as st

from cnn.data.dataset import Garments
from cnn.data.labels import CLASS_NAMES
from cnn.plots.garments import percent
from cnn.ui.components.card import card, card_link, cards
from cnn.ui.components.charts import garment
from cnn.ui.components.garment_details import ADDRESS
from cnn.ui.components.model_link import Page

Wording = Callable[[int, int, float], tuple[str, str]]
"""What stands below a picture and on its link: of the label, the answer and its probability."""


def case_cards(
    name: str,
    indices: Iterable[int],
    garments: Garments,
    probabilities: np.ndarray,
    wording: Wording,
    size: tuple[int, int, int],
    page: Page,
) -> None:
    """Cards in rows.

    Args:
        name: unique on the page; a garment may be in several rows of cards.
        indices: of the garments to show.
        garments: n of them.
        probabilities: the model's, float (n, 10).
        wording: what a card says.
        size: the widths of a picture and of a card and the height of a card, in pixels.
        page: shows one garment.
    """
    picture, width, height = size
    with cards(f"cases_{name}"):
        for index in map(int, indices):
            label, answer = int(garments.labels[index]), int(probabilities[index].argmax())
            caption, text = wording(label, answer, float(probabilities[index, answer]))
            card_name = f"{name}_{index}"
            with card(card_name, width, height):
                alt = f"Garment {index + 1:,}: {CLASS_NAMES[label]}"
                garment(garments.images[index], alt, picture)
                # Not the picture's own caption, which is no wider than the picture.
                st.caption(caption, width="content")
                card_link(card_name, page, text, {ADDRESS: str(index + 1)})


def answer_below(label: int, answer: int, probability: float) -> tuple[str, str]:
    """The label, and the answer with its probability, in red if it is wrong."""
    text = f"{CLASS_NAMES[answer]} {percent(probability)}"
    return CLASS_NAMES[label], text if answer == label else f":red[{text}]"
