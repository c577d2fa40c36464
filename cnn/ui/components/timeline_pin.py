"""The garment that is pinned to the timeline: the network answers for it at every moment."""

import random
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.ui.components.charts import garment
from cnn.ui.components.reserved import reserved
from cnn.ui.resources import classifier
from cnn.ui.state import state

SIDE = 140
"""Of its picture, in pixels."""

FIRST = CLASS_NAMES.index("Shirt")
"""The class of the garment at first: networks take long to learn it."""

HEIGHT, BUTTON_HEIGHT = 224, 56
"""Of its picture, its name and a button; of another button."""


@dataclass(frozen=True)
class Pinned:
    name: str
    image: np.ndarray
    """Float32 (28, 28) in 0..1."""
    label: int | None
    """``None`` for the visitor's own."""
    key: object
    """Tells it apart from other garments."""


def pinned(data: Dataset | None) -> Pinned | None:
    """The visitor's own, unless they have asked for another one; ``None`` if there is none yet."""
    visitor = state()
    own = visitor.prepared.result
    if own is not None and visitor.pinned is None:
        # The way that it is turned on the first page: the dataset's shoes all point left.
        seen = classifier(pretrained.DEFAULT.path).recognize(own.image)
        return Pinned("Your garment", seen.image, None, ("own", visitor.prepared.key))
    if data is None:
        return None
    number = visitor.pinned
    if number is None:
        number = int(np.flatnonzero(data.validation.labels == FIRST)[0])
    label = int(data.validation.labels[number])
    image = data.validation.images[number].astype(np.float32) / 255
    return Pinned(CLASS_NAMES[label], image, label, (data.source, number))


def show_pinned(shown: Pinned, others: int) -> None:
    """Its picture, and buttons to pin another one: of so many validation garments, or one's own."""
    has_own = state().prepared.result is not None
    with reserved("timeline_pin", HEIGHT + BUTTON_HEIGHT * has_own):
        garment(shown.image, f"The pinned garment: {shown.name}", SIDE)
        st.caption(shown.name if shown.label is None else f"Label: {shown.name}")
        if others:
            st.button(
                "Another garment",
                icon=":material/shuffle:",
                on_click=_pin_another,
                args=(others,),
            )
        if has_own and shown.label is not None:
            st.button("Your garment", icon=":material/draw:", on_click=_pin_own)


def _pin_another(others: int) -> None:
    state().pinned = random.randrange(others)


def _pin_own() -> None:
    state().pinned = None
