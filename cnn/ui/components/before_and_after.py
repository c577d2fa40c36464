"""What training has changed: the first kernels and all weights, beside those of the same network
before it was trained.
"""

import numpy as np
import streamlit as st

from cnn.plots.tiles import tiles
from cnn.plots.weight_histogram import common_axes, weight_histogram
from cnn.runs.record import recipe_of
from cnn.ui.components.charts import chart
from cnn.ui.components.model_picker import TrainedModel
from cnn.ui.resources import trained_weights, untrained_weights

COLUMNS, SCALE = 16, 8
"""Kernels in a row, and the side of one of their weights in pixels."""

LIMIT = 0.5
"""The weight that has the full color, in both pictures."""

HISTOGRAM_HEIGHT = 190


def before_and_after(model: TrainedModel) -> None:
    recipe = recipe_of(model.record)
    after = trained_weights(model.path)
    before = untrained_weights(recipe.network, model.record.seed)
    st.header("Before and after training", anchor=False)
    limit, top = common_axes(before.all, after.all)
    columns = st.columns(2, gap="medium")
    for column, name, weights in zip(
        columns, ("Before training", "After training"), (before, after), strict=True
    ):
        with column:
            st.subheader(name, anchor=False)
            if weights.kernels is not None:
                _kernels(weights.kernels, name)
            st.caption(
                f"{len(weights.all):,} weights: mean {weights.all.mean():.4f}, standard deviation "
                f"{weights.all.std():.4f}"
            )
            key = f"weights_{name.split()[0].lower()}"
            chart(weight_histogram(weights.all, limit, top), key=key, place=HISTOGRAM_HEIGHT)
    st.caption(
        "Training begins with random weights. Above, the first kernels: blue weights are positive, "
        "orange ones negative. Once they are trained, many look for an edge, blue on one side and "
        "orange on the other."
        if after.kernels is not None
        else "Training begins with random weights, and moves some of them far from 0."
    )


def _kernels(kernels: np.ndarray, name: str) -> None:
    pixels = tiles(kernels, SCALE, LIMIT, columns=COLUMNS)
    with st.container(width=pixels.shape[1]):
        st.image(
            pixels,
            width="stretch",
            output_format="PNG",
            alt=f"{name}: the {kernels.shape[2]} kernels of the first convolution",
        )
