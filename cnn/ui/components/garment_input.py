"""The ways to show the network a garment: draw it, upload it, take an example."""

from dataclasses import dataclass

import streamlit as st
from PIL import Image

from cnn import assets
from cnn.picture_file import open_picture
from cnn.ui.components.canvas import canvas, put_canvas_away

WAYS = {
    "Draw": ":material/draw:",
    "Upload": ":material/upload:",
    "Example": ":material/apparel:",
}

LARGEST_UPLOAD = 20
"""Megabytes."""


@dataclass(frozen=True)
class Given:
    picture: Image.Image | None
    invitation: str
    """What to do while there is no picture."""


def garment_input() -> Given:
    """
    Raises:
        UnusableImage: the file that was uploaded is no picture.
    """
    way = st.segmented_control(
        "How to show it",
        list(WAYS),
        format_func=lambda way: f"{WAYS[way]} {way}",
        default="Draw",
        required=True,
        key="way",
        label_visibility="collapsed",
        persist_state="session",
    )
    if way == "Draw":
        return Given(canvas(), "Draw a garment. The bars follow as soon as you lift the pen.")
    put_canvas_away()
    if way == "Upload":
        return Given(_upload(), "Choose a picture of one garment.")
    return Given(_example(), "Choose an example.")


def _upload() -> Image.Image | None:
    file = st.file_uploader(
        "A picture of one garment, PNG or JPEG",
        type=["png", "jpg", "jpeg"],
        max_upload_size=LARGEST_UPLOAD,
        key="upload",
    )
    if file is None:
        return None
    picture = open_picture(file.getvalue())
    st.image(picture.convert("RGB"), width=320, alt="The picture that you uploaded")
    return picture


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
    )
    picture = open_picture(drawings[name])
    st.image(picture, width=320, alt=f"A drawing: {name}")
    return picture
