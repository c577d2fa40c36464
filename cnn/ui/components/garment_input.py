"""The ways to show the network a garment: draw it, upload or photograph it, take an example."""

import io
from dataclasses import dataclass

import streamlit as st
from PIL import Image

from cnn import assets
from cnn.picture_file import Box, open_picture, pixels
from cnn.ui.components.canvas import canvas, put_canvas_away

WAYS = ("Draw", "Upload", "Camera", "Example")

LARGEST_UPLOAD = 20
"""Megabytes."""

SHOWN = 320
"""Width of the picture on the page, in pixels."""


@dataclass(frozen=True)
class Given:
    picture: Image.Image | None
    invitation: str
    """What to do while there is no picture."""
    fill: bool
    """Whether closed outlines may be filled."""
    mirrored: bool
    crop: Box | None


def garment_input() -> Given:
    """
    Raises:
        UnusableImage: the file that was uploaded is no picture.
    """
    way = st.segmented_control(
        "How to show it",
        WAYS,
        default="Draw",
        required=True,
        key="way",
        label_visibility="collapsed",
        persist_state="session",
    )
    if way != "Draw":
        put_canvas_away()
    crop = None
    match way:
        case "Draw":
            picture = canvas()
            invitation = "Draw a garment. The bars follow as soon as you lift the pen."
        case "Example":
            picture = _example()
            invitation = "Choose an example."
        case "Camera":
            picture, crop = _photo(st.camera_input("A photo of one garment", key="camera"))
            invitation = "Take a photo of one garment on a plain ground."
        case _:
            picture, crop = _photo(
                st.file_uploader(
                    "A picture of one garment, PNG or JPEG",
                    type=["png", "jpg", "jpeg"],
                    max_upload_size=LARGEST_UPLOAD,
                    key="upload",
                )
            )
            invitation = "Choose a picture of one garment."
    with st.container(horizontal=True):
        fill = st.toggle(
            "Fill closed outlines",
            value=True,
            key="fill",
            persist_state="session",
            help="Fashion-MNIST's garments are solid; an empty outline is nothing it has seen.",
        )
        mirrored = st.toggle("Mirror", key="mirrored", persist_state="session")
    return Given(picture, invitation, fill, mirrored, crop)


def _photo(file: io.BytesIO | None) -> tuple[Image.Image | None, Box | None]:
    """The picture in a file, shown with what is left of it after cropping."""
    if file is None:
        return None, None
    picture = open_picture(file.getvalue())
    shown = st.container()
    with st.expander("Crop", icon=":material/crop:"):
        left, right = _range("Left and right, %", "crop_across")
        top, bottom = _range("Top and bottom, %", "crop_down")
    crop = (left / 100, top / 100, right / 100, bottom / 100)
    shown.image(pixels(picture, crop), width=SHOWN, alt="The picture that you gave")
    return picture, crop


def _range(label: str, key: str) -> tuple[int, int]:
    """A part of 0..100 that is never empty."""
    start, end = st.slider(label, 0, 100, (0, 100), step=5, key=key)
    return (start, end) if end > start else (max(0, end - 5), max(5, end))


def _example() -> Image.Image:
    drawings = assets.example_drawings()
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
    st.image(picture, width=SHOWN, alt=f"A drawing: {name}")
    return picture
