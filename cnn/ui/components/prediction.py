"""What the network takes a garment for, and how sure it is."""

import numpy as np
import streamlit as st

from cnn import pretrained
from cnn.data.labels import CLASS_NAMES
from cnn.plots import percent
from cnn.ui.components.class_bars import class_bars

UNSURE = 0.5
"""A prediction with a lower probability is called a guess."""

DRAWING_WIDTH = 100
"""In pixels."""


def prediction(probabilities: np.ndarray) -> None:
    """The most probable of the ten classes, and all of them as bars: float (10,)."""
    winner = int(probabilities.argmax())
    st.header(CLASS_NAMES[winner], anchor=False)
    st.write(confidence(float(probabilities[winner])))
    class_bars(probabilities, key="class_bars")


def confidence(probability: float) -> str:
    if probability < UNSURE:
        return f"Not sure. Best guess: {percent(probability)}"
    return f"{percent(probability).replace('>', 'More than ')} sure"


def known_classes() -> None:
    """The ten classes as drawings, to fill the place of a prediction."""
    st.caption("The network knows these ten kinds of garment:")
    with st.container(horizontal=True):
        for name, path in pretrained.example_drawings().items():
            st.image(path, name, width=DRAWING_WIDTH, alt=f"Example drawing: {name}")
