"""A photo on which a visitor paints what belongs to the garment and what does not."""

import io
import json
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from PIL import Image

from cnn.preprocessing.pixels import Box
from cnn.preprocessing.segmentation import Hint
from cnn.ui.components.canvas_toolbar import canvas_toolbar
from cnn.ui.drawing_store import Drawing
from cnn.ui.state import Photo

if TYPE_CHECKING:
    from streamlit_drawable_canvas import CanvasResult

BRUSHES = {"Garment": "#00c853", "Not garment": "#d50000"}
"""Names and colors, the first one for ``Hint.GARMENT``, the second for ``Hint.BACKGROUND``."""

BRUSH_WIDTH = 12
"""In pixels."""

OPAQUE = 128
"""A pixel of the brushes' edges, in 0..255, that counts as painted."""


def photo_marks(photo: Photo, crop: Box, shown: Image.Image) -> None:
    """``shown`` is the part of the photo that ``crop`` leaves, at the size of the page."""
    # Registers itself with the app, which has to run: not where ``hints`` alone is needed.
    from streamlit_drawable_canvas import st_canvas

    kept = photo.marks.get(crop)
    # Also a class in style sheets: without points.
    key = f"marks_{photo.id}_{'_'.join(f'{100 * edge:.0f}' for edge in crop)}"
    start_key = f"start_of_{key}"
    if key not in st.session_state:
        st.session_state[start_key] = json.loads(kept.objects) if kept else []

    def forget() -> None:
        photo.marks.pop(crop, None)

    paper = st.container(width=shown.width, gap=None)
    brush = st.segmented_control(
        "Paint over",
        list(BRUSHES),
        default=next(iter(BRUSHES)),
        required=True,
        key="brush",
        persist_state="session",
    )
    with paper:
        canvas_toolbar(key, "Photo to paint on", on_reset=forget)
        result = st_canvas(
            fill_color="rgba(0, 0, 0, 0)",
            stroke_width=BRUSH_WIDTH,
            stroke_color=BRUSHES[brush],
            background_image=shown,
            width=shown.width,
            height=shown.height,
            drawing_mode="freedraw",
            # A changed start would replace what is on the canvas: it stays the same.
            initial_drawing={"objects": st.session_state[start_key]},
            return_image_data=True,
            key=key,
        )
    _keep(photo, crop, result)


def _keep(photo: Photo, crop: Box, result: "CanvasResult") -> None:
    png = result.image_bytes
    if png is None:  # the browser has sent nothing yet
        return
    objects = result.json_data["objects"] if result.json_data else []
    if objects:
        photo.marks[crop] = Drawing(json.dumps(objects), png)
    else:
        photo.marks.pop(crop, None)


def hints(marks: Drawing) -> np.ndarray:
    """A ``Hint`` for each pixel, uint8 (h, w), from what was painted over a photo."""
    painted = np.asarray(Image.open(io.BytesIO(marks.png)).convert("RGBA")).astype(int)
    colors = [tuple(bytes.fromhex(color[1:])) for color in BRUSHES.values()]
    distances = [np.abs(painted[..., :3] - color).sum(axis=2) for color in colors]
    nearest = np.where(distances[0] <= distances[1], Hint.GARMENT, Hint.BACKGROUND)
    return np.where(painted[..., 3] >= OPAQUE, nearest, Hint.NONE).astype(np.uint8)
