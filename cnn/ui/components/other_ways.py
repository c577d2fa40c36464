"""The other ways in which a photo was cut out, to choose from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnn.ui.components.card import card, card_button, cards
from cnn.ui.components.charts import picture
from cnn.ui.resources import judge
from cnn.ui.state import state

if TYPE_CHECKING:
    from cnn.preprocessing.prepare import PreparedImage

SIDE = 112
"""Of a picture: four screen pixels for each of the network's 28."""

HEIGHT = SIDE + 56
"""Of a card, with two lines of text."""


def best_first(ways: Sequence["PreparedImage"]) -> tuple["PreparedImage", ...]:
    """The ways to cut out a picture, beginning with the one that the judge takes."""
    if len(ways) == 1:  # a drawing does not wait for the network that judges
        return tuple(ways)
    best = judge().best(np.stack([way.image for way in ways]))
    return ways[best], *ways[:best], *ways[best + 1 :]


def chosen_way(key: object, ways: Sequence["PreparedImage"]) -> "PreparedImage":
    """What the visitor has chosen for the picture with this ``key``; until then, the first way."""
    chosen = state().way
    if chosen is not None and chosen[0] == key:
        return next(way for way in ways if way.title == chosen[1])
    return ways[0]


def other_ways(shown: "PreparedImage") -> None:
    """Cards for those that are not shown; nothing if there are none."""
    ways = state().ways.result or ()
    others = [way for way in ways if way.title != shown.title]
    if not others:
        return
    st.caption("Not quite the garment? The photo was cut out in other ways too. Choose one.")
    with cards("other_ways"):
        for way in others:
            name = way.title.lower().replace(" ", "_")
            with card(f"way_{name}", SIDE, HEIGHT):
                picture(way.steps[-1].picture, f"Cut out in another way: {way.title}", SIDE)
                card_button(f"way_{name}", way.title, _choose, way.title)


def _choose(title: str) -> None:
    visitor = state()
    visitor.way = visitor.ways.key, title
