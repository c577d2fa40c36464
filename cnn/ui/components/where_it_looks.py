"""Which places of a garment speak for a class, asked in two ways, and what hiding them does."""

import numpy as np
import streamlit as st

from cnn.data.labels import CLASS_NAMES
from cnn.plots.garments import garment_png, percent
from cnn.plots.heat_overlay import SCALE, heat_overlay
from cnn.ui.components.model_picker import TrainedModel
from cnn.ui.components.reserved import reserved
from cnn.ui.resources import classifier, heat_maps

HIDDEN = 0.15
"""The share of the image that is hidden: its hottest or its coldest part."""

WIDTH = 224
"""Of a picture, in pixels."""

WIDE = 420
"""Of the choice of a class."""

HEIGHT = 262
"""Of a picture with its words."""


def choose_class(model: TrainedModel, image: np.ndarray) -> int:
    """The class to ask about, 0..9: at first the answer; then the others, the likeliest first."""
    probabilities = classifier(model.path).classify(image[np.newaxis])[0]
    order = [int(label) for label in np.argsort(-probabilities, kind="stable")]
    chosen = reserved("asked_class", height=68, width=WIDE).selectbox(
        "Class",
        order,
        format_func=lambda label: f"{CLASS_NAMES[label]}, {percent(float(probabilities[label]))}",
        key=f"asked_class_{order[0]}",
        help="The places that speak for this class are shown. The answer is the first; ask about "
        "any other class as well.",
    )
    return int(chosen)


def where_it_looks(model: TrainedModel, image: np.ndarray, label: int) -> None:
    """Of an image float32 (28, 28) in 0..1, for a class 0..9."""
    st.caption(
        "The redder a place, the more it speaks for the class; beside the garment, it counts that "
        "nothing is there. Hide the reddest part, and the class should lose more than when you "
        "hide as much of the palest."
    )
    maps = heat_maps(model.path)
    if maps.has_maps:
        st.header("By gradients", anchor=False)
        st.caption(
            "Asks the network's inside: how much the score of the class would grow with each value "
            "of the last feature maps (Grad-CAM, place by place)."
        )
        _row(model, image, label, maps.by_gradients(image, label), "gradients")
    st.header("By hiding parts", anchor=False)
    st.caption(
        "Asks the answers alone: how much the score of the class falls when a small square is "
        "hidden there (occlusion). Where the two differ, trust this one."
    )
    _row(model, image, label, maps.by_occlusion(image, label), "occlusion")
    if not maps.has_maps:
        st.caption("This network has no convolutions, and so no feature maps to ask.")


def _row(model: TrainedModel, image: np.ndarray, label: int, heat: np.ndarray, name: str) -> None:
    from cnn.nn.explain.heat_maps import without_part

    name_of_class = CLASS_NAMES[label]
    hidden = [without_part(image, heat, HIDDEN, hottest=hottest) for hottest in (True, False)]
    shares = classifier(model.path).classify(np.stack([image, *hidden]))[:, label]
    if not heat.any():
        st.caption(f"Nothing in this garment speaks for {name_of_class}.")
        return
    with st.container(horizontal=True, gap="medium"):
        _picture(
            heat_overlay(image, heat),
            f"{name}_heat",
            f"What speaks for {name_of_class}",
            f"{name_of_class}: {percent(float(shares[0]))}",
        )
        for part, without, share in zip(("reddest", "palest"), hidden, shares[1:], strict=True):
            _picture(
                garment_png(without, SCALE),
                f"{name}_{part}",
                f"The garment without the {part} {HIDDEN:.0%} of the image",
                f"Without the {part} {HIDDEN:.0%}: {percent(float(share))}",
            )


def _picture(pixels: np.ndarray | bytes, name: str, alt: str, caption: str) -> None:
    with reserved(name, HEIGHT, WIDTH):
        st.image(pixels, caption, width="stretch", output_format="PNG", alt=alt)
