"""Ways to show the network a garment: draw it, upload or photograph it, pick an example."""

import functools
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st
from PIL import Image

from cnn import pretrained
from cnn.preprocessing.image_file import open_picture
from cnn.preprocessing.pixels import Box, pixels
from cnn.ui.components.canvas import canvas, place_of_canvas
from cnn.ui.components.card import card, card_button, cards
from cnn.ui.components.charts import picture as show_picture
from cnn.ui.components.drawing_tools import choose_pen_width
from cnn.ui.components.photo_input import SHOWN, camera_photo, is_secure, uploaded_photo
from cnn.ui.components.reserved import reserved
from cnn.ui.drawing_store import Drawing
from cnn.ui.state import Photo, state

WAY, EXAMPLE = "way", "example"
"""Keys of the choices."""

WAYS = ("Draw", "Upload", "Camera", "Example")

CARD_WIDTH = 100
"""In pixels."""


@dataclass(frozen=True)
class Given:
    picture: Image.Image | None
    invitation: str
    """What to do, for as long as there is no picture."""
    crop: Box | None = None
    marks: Drawing | None = None
    """What has been painted over a photo."""
    fill: bool = True
    """Whether closed outlines may be filled."""


def garment_input() -> Given:
    """The garment that the visitor shows, and how to prepare it.

    Raises:
        UnusableImage: the uploaded file, or what the canvas sent, is not a picture.
    """
    way = reserved("way", height=32).segmented_control(
        "Show a garment by",
        WAYS,
        default="Draw",
        required=True,
        key=WAY,
        label_visibility="collapsed",
        persist_state="session",
        wrap=True,
    )
    place = place_of_canvas() if way == "Draw" else st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        fill = st.toggle(
            "Fill closed outlines",
            value=True,
            key="fill",
            persist_state="session",
            help="Garments in Fashion-MNIST are solid: it has never seen an empty outline.",
        )
        if way == "Draw":
            choose_pen_width()
    with place:
        return replace(_given(way), fill=fill)


def _given(way: str) -> Given:
    match way:
        case "Draw":
            return Given(
                canvas(), "Draw a garment. The prediction follows as soon as you lift the pen."
            )
        case "Example":
            return Given(_example(), "Choose an example.")
        case "Camera":
            ask = "Take a photo" if is_secure(st.context.url) else "Choose a photo"
            return _of_photo(camera_photo(), f"{ask} of one garment against a plain background.")
        case _:
            return _of_photo(uploaded_photo(), "Choose a picture of one garment.")


def _of_photo(given: tuple[Photo, Box] | None, invitation: str) -> Given:
    if given is None:
        return Given(None, invitation)
    photo, crop = given
    return Given(photo.picture, invitation, crop, photo.marks.get(crop))


@functools.cache
def examples() -> dict[str, Path]:
    """Drawings of all classes, then photos, by their titles."""
    photos = {f"Photo: {name}": path for name, path in pretrained.example_photos().items()}
    return pretrained.example_drawings() | photos


def known_classes() -> None:
    """The ten classes as examples to click, in the place of a prediction."""
    st.caption("The network knows these ten kinds of garment. Click one to try it.")
    with cards("examples"):
        for index, (title, path) in enumerate(examples().items()):
            with card(f"example_{index}", CARD_WIDTH, height=144):
                st.image(path, width=CARD_WIDTH, alt=f"Example: {title}")
                card_button(f"example_{index}", title, _show_example, title)


def _show_example(title: str) -> None:
    st.session_state[WAY] = "Example"
    st.session_state[EXAMPLE] = title


def _example() -> Image.Image:
    title = st.pills(
        "Examples",
        list(examples()),
        default=next(iter(examples())),
        required=True,
        key=EXAMPLE,
        label_visibility="collapsed",
        persist_state="session",
        wrap=True,
    )
    picture = state().opened.get(title, lambda: open_picture(examples()[title]))
    show_picture(pixels(picture), f"Example: {title}", SHOWN)
    return picture
