"""Ways to show the network a garment: draw it, upload or photograph it, pick an example."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st
from PIL import Image
from streamlit.typing import UploadedFile

from cnn import pretrained
from cnn.errors import UnusableImage
from cnn.preprocessing.image_file import FORMATS_IN_WORDS, PICTURE_SUFFIXES, open_picture
from cnn.preprocessing.pixels import Box, pixels
from cnn.ui.components.canvas import canvas
from cnn.ui.components.charts import picture as show_picture
from cnn.ui.state import Photo, state

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
        wrap=True,
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
            ask = "Take a photo" if is_secure(st.context.url) else "Choose a photo"
            return *_photo(way, take=_camera), f"{ask} of one garment on a plain background."
        case _:
            return *_photo(way, take=_uploader), "Choose a picture of one garment."


def _photo(way: str, take: Callable[[str], None]) -> tuple[Image.Image | None, Box | None]:
    """The last picture that came this way and its crop; shows what the crop leaves."""
    photo = state().photos.get(way)
    take(way)
    if photo is None:
        return None, None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(photo.name)
        st.button(
            "Remove",
            icon=":material/close:",
            key=f"remove_{way}",
            on_click=_remove,
            args=(way,),
        )
    if photo.picture is None:
        raise UnusableImage(photo.refusal)
    shown = st.container()
    with st.expander("Crop", icon=":material/crop:"):
        # Each picture has a crop of its own.
        left, right = _range("Left and right (%)", f"crop_across_{photo.id}")
        top, bottom = _range("Top and bottom (%)", f"crop_down_{photo.id}")
    crop = (left / 100, top / 100, right / 100, bottom / 100)
    with shown:
        show_picture(pixels(photo.picture, crop), "Your picture", SHOWN)
    return photo.picture, crop


def _uploader(way: str) -> None:
    key = f"upload_{state().next_photo}"
    st.file_uploader(
        f"Picture of one garment: {FORMATS_IN_WORDS}",
        type=sorted(PICTURE_SUFFIXES),
        key=key,
        on_change=lambda: _keep(way, st.session_state[key]),
    )


def _camera(way: str) -> None:
    if not is_secure(st.context.url):
        st.info(
            "Browsers only allow pages with an https address to use the camera. Upload a photo "
            "instead: on a phone, the button below can open the camera."
        )
        _uploader(way)
    elif way not in state().photos:
        key = f"camera_{state().next_photo}"
        st.camera_input(
            "Photo of one garment",
            key=key,
            on_change=lambda: _keep(way, st.session_state[key]),
        )


def is_secure(url: str | None) -> bool:
    """Whether browsers treat a page as a secure context: by https, or on the same computer."""
    address = urlsplit(url or "")
    host = address.hostname or ""
    loopback = host in ("localhost", "::1") or host.endswith(".localhost")
    return address.scheme != "http" or loopback or host.startswith("127.")


def _keep(way: str, file: UploadedFile | None) -> None:
    """Opens a file once and gives the next one a widget of its own, which does not list it."""
    if file is None:
        return
    visitor = state()
    try:
        visitor.photos[way] = Photo(file.name, open_picture(file.getvalue()))
    except UnusableImage as error:
        visitor.photos[way] = Photo(file.name, None, str(error))
    visitor.next_photo = visitor.photos[way].id


def _remove(way: str) -> None:
    state().photos.pop(way, None)


def _range(label: str, key: str) -> tuple[int, int]:
    """Both ends of a range in 0..100, never an empty one."""
    start, end = st.slider(label, 0, 100, (0, 100), step=5, key=key, persist_state="session")
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
    picture = state().opened.get(name, lambda: open_picture(drawings[name]))
    show_picture(pixels(picture), f"Example drawing: {name}", SHOWN)
    return picture
