"""Ways to show the network a garment: draw it, upload or photograph it, pick an example."""

from dataclasses import dataclass

import streamlit as st
from PIL import Image
from streamlit.typing import UploadedFile

from cnn import pretrained
from cnn.preprocessing.image_file import Box, open_picture, pixels
from cnn.ui.components.canvas import canvas
from cnn.ui.components.charts import picture as show_picture

WAYS = ("Draw", "Upload", "Camera", "Example")

SHOWN = 320
"""Longest side of the picture on the page, in pixels."""


@dataclass(frozen=True)
class GarmentInput:
    picture: Image.Image | None
    invitation: str
    """What to do, for as long as there is no picture."""
    fill: bool
    """Whether closed outlines may be filled."""
    mirrored: bool
    crop: Box | None


def garment_input() -> GarmentInput:
    """The garment that the visitor shows, and how to prepare it.

    Raises:
        UnusableImage: the uploaded file, or what the canvas sent, is not a picture.
    """
    way = st.segmented_control(
        "Show a garment by",
        WAYS,
        default="Draw",
        required=True,
        key="way",
        label_visibility="collapsed",
        persist_state="session",
    )
    place = st.container()
    with st.container(horizontal=True):
        fill = st.toggle(
            "Fill closed outlines",
            value=True,
            key="fill",
            persist_state="session",
            help="Garments in Fashion-MNIST are solid: the network never saw an empty outline.",
        )
        mirrored = st.toggle("Mirror", key="mirrored", persist_state="session")
    with place:
        picture, crop, invitation = _picture(way)
    return GarmentInput(picture, invitation, fill, mirrored, crop)


def _picture(way: str) -> tuple[Image.Image | None, Box | None, str]:
    """The picture, its crop, and what to do while there is none."""
    match way:
        case "Draw":
            return (
                canvas(),
                None,
                "Draw a garment. The prediction follows as soon as you lift the pen.",
            )
        case "Example":
            return _example(), None, "Choose an example."
        case "Camera":
            photo = st.camera_input("Photo of one garment", key="camera")
            return *_photo(photo), "Take a photo of one garment on a plain background."
        case _:
            file = st.file_uploader(
                "Picture of one garment, PNG or JPEG", type=["png", "jpg", "jpeg"], key="upload"
            )
            return *_photo(file), "Choose a picture of one garment."


def _photo(file: UploadedFile | None) -> tuple[Image.Image | None, Box | None]:
    """The picture in a file and its crop; shows what the crop leaves."""
    if file is None:
        return None, None
    picture = open_picture(file.getvalue())
    shown = st.container()
    with st.expander("Crop", icon=":material/crop:"):
        # Each picture has a crop of its own.
        left, right = _range("Left and right (%)", f"crop_across_{file.file_id}")
        top, bottom = _range("Top and bottom (%)", f"crop_down_{file.file_id}")
    crop = (left / 100, top / 100, right / 100, bottom / 100)
    with shown:
        show_picture(pixels(picture, crop), "Your picture", SHOWN)
    return picture, crop


def _range(label: str, key: str) -> tuple[int, int]:
    """Both ends of a range in 0..100, never an empty one."""
    start, end = st.slider(label, 0, 100, (0, 100), step=5, key=key)
    return (start, end) if end > start else (max(0, end - 5), max(5, end))


def _example() -> Image.Image:
    drawings = pretrained.example_drawings()
    name = st.pills(
        "Example drawings",
        list(drawings),
        default=next(iter(drawings)),
        required=True,
        key="example",
        label_visibility="collapsed",
        persist_state="session",
        wrap=True,
    )
    picture = open_picture(drawings[name])
    show_picture(pixels(picture), f"Example drawing: {name}", SHOWN)
    return picture
