"""What the first layer makes of the garment at hand: the feature maps in brief."""

import numpy as np
import streamlit as st

from cnn.plots.tiles import tiles
from cnn.ui.components.model_picker import TrainedModel
from cnn.ui.resources import feature_maps

SCALE, UNIT_SCALE = 2, 12
"""Sides of a value of a feature map and of a unit, in pixels."""


def first_maps(model: TrainedModel, image: np.ndarray) -> None:
    """``image``: the network's input, float32 (28, 28) in 0..1."""
    output = feature_maps(model.path).of(image)[0]
    values = output.values
    maps = values if values.ndim == 3 else values.reshape(1, 1, -1)
    pixels = tiles(maps, SCALE if values.ndim == 3 else UNIT_SCALE)
    st.subheader("What the first layer makes of it", anchor=False)
    count = maps.shape[2]
    with st.container(width=pixels.shape[1]):
        st.image(
            pixels,
            width="stretch",
            output_format="PNG",
            alt=f"{output.title}: {count} {'feature maps' if values.ndim == 3 else 'values'}",
        )
    st.caption(
        "Each filter looks for something else, such as edges to one side. Blue: much of it."
        if values.ndim == 3
        else "Each unit weighs all pixels. Blue: the sum is above 0."
    )
