"""A photo of the visitor's, uploaded or taken: with its crop, and what they have painted on it."""

from collections.abc import Callable
from urllib.parse import urlsplit

import numpy as np
import streamlit as st
from PIL import Image
from streamlit.typing import UploadedFile

from cnn.errors import UnusableImage
from cnn.preprocessing.image_file import PICTURE_SUFFIXES, open_picture
from cnn.preprocessing.pixels import Box, pixels
from cnn.ui.components.charts import picture as show_picture
from cnn.ui.state import Photo, state

SHOWN = 320
"""Longest side of the picture on the page, in pixels."""


def camera_photo() -> tuple[Photo, Box] | None:
    """
    Raises:
        UnusableImage: the file is not a picture.
    """
    return _photo("Camera", take=_camera)


def uploaded_photo() -> tuple[Photo, Box] | None:
    """
    Raises:
        UnusableImage: the file is not a picture.
    """
    return _photo("Upload", take=_uploader)


def _photo(way: str, take: Callable[[str], None]) -> tuple[Photo, Box] | None:
    """The last photo that came this way and its crop; shows what the crop leaves."""
    photo = state().photos.get(way)
    take(way)
    if photo is None:
        return None
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
    place = st.container()
    marking = st.toggle(
        "Mark the garment",
        key=f"marking_{way}",
        persist_state="session",
        help="If the wrong part was taken for the garment: paint over some of what belongs to it, "
        "and over some of what does not.",
    )
    with st.expander("Crop", icon=":material/crop:"):
        # Each picture has a crop of its own.
        left, right = _range("Left and right (%)", f"crop_across_{photo.id}")
        top, bottom = _range("Top and bottom (%)", f"crop_down_{photo.id}")
    crop = (left / 100, top / 100, right / 100, bottom / 100)
    with place:
        shown = pixels(photo.picture, crop)
        if marking:
            _mark(photo, crop, shown)
        else:
            show_picture(shown, "Your picture", SHOWN)
    return photo, crop


def _mark(photo: Photo, crop: Box, shown: np.ndarray) -> None:
    # Imports the canvas: most visitors never need it here.
    from cnn.ui.components.photo_marks import photo_marks

    picture = Image.fromarray(shown)
    scale = SHOWN / max(picture.size)
    size = max(1, round(scale * picture.width)), max(1, round(scale * picture.height))
    photo_marks(photo, crop, picture.resize(size))


def _uploader(way: str) -> None:
    key = f"upload_{state().next_photo}"
    st.file_uploader(
        "Picture of one garment",
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
