"""What the network takes a garment for, and how sure it is."""

import numpy as np
import streamlit as st

from cnn.data.labels import CLASS_NAMES
from cnn.plots.garments import percent
from cnn.ui.components.class_bars import class_bars

UNSURE = 0.5
"""A prediction with a lower probability is called a guess."""


def prediction(probabilities: np.ndarray, *, unlike: bool = False) -> None:
    """The most probable of the ten classes, and all of them as bars: float (10,).

    ``unlike``: the picture is unlike any garment that the network knows.
    """
    winner = int(probabilities.argmax())
    name, probability = CLASS_NAMES[winner], float(probabilities[winner])
    if unlike:
        st.header(f"{name}?", anchor=False)
        st.write(
            "This looks unlike any garment the network has seen, but it has to choose one of ten: "
            f"{percent(probability)}"
        )
    else:
        st.header(name, anchor=False)
        st.write(confidence(probability))
    class_bars(probabilities, key="class_bars")


def confidence(probability: float) -> str:
    # As it is shown: what is rounded to 50% is sure.
    if round(probability, 2) < UNSURE:
        return f"Just a guess: {percent(probability)}"
    return f"{percent(probability).replace('>', 'More than ')} sure"
