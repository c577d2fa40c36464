"""What a network was like at one moment of its training, shown with a garment."""

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnn.plots.learning_curves import learning_curve
from cnn.plots.tiles import columns_of, tiles
from cnn.runs.run import Run
from cnn.runs.timeline import Moment
from cnn.ui.components.charts import chart
from cnn.ui.components.class_bars import class_bars
from cnn.ui.components.reserved import reserved
from cnn.ui.components.timeline_pin import Pinned, show_pinned

if TYPE_CHECKING:
    from cnn.nn.explain.replay import Snapshot

HEIGHT = 290
"""Of the bars and of the curve."""

LIMIT = 0.5
"""The weight that has the full color, at all moments."""

MAP_SCALE, KERNEL_SIDE = 2, 52
"""The side of a feature map's value, and of a kernel, in pixels: both are in the same grid."""

KERNEL_GAP = 6
"""Pixels between two kernels, of which each has few values."""


def timeline_view(
    run: Run, moment: Moment, seen: "Snapshot", garment: Pinned, *, others: int, live: bool
) -> None:
    """``others``: the garments among which another one can be pinned. ``live``: the bars change by
    themselves every few seconds, which is not read aloud.
    """
    left, middle, right = st.columns([2, 4, 4], gap="medium")
    with left:
        show_pinned(garment, others)
    with middle, reserved("timeline_bars", HEIGHT):
        class_bars(seen.probabilities, "timeline_bars", garment.label, announced=not live)
    with right:
        history = run.view().history
        curve = learning_curve(
            "loss", history, run.recipe.epochs, from_first_batch=True, moment=moment.epochs
        )
        chart(curve, key="timeline_curve", place=HEIGHT, height="stretch")
    if seen.kernels is not None and seen.maps is not None:
        _first_layer(seen.kernels, seen.maps)


def _first_layer(kernels: np.ndarray, maps: np.ndarray) -> None:
    count = maps.shape[2]
    columns = columns_of(count)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**Kernels of the first layer**")
        scale = max(1, KERNEL_SIDE // kernels.shape[0])
        _grid(
            tiles(kernels, scale, LIMIT, columns, KERNEL_GAP),
            f"The {count} kernels of the first layer",
        )
    with right:
        st.markdown("**What they make of the garment**")
        _grid(tiles(maps, MAP_SCALE, columns=columns), f"The {count} feature maps of the garment")
    st.caption(
        "Blue is above 0, orange below. Each kernel has its picture at the same place in the other "
        "grid."
    )


def _grid(pixels: np.ndarray, alt: str) -> None:
    with st.container(width=pixels.shape[1]):
        st.image(pixels, width="stretch", output_format="PNG", alt=alt)
