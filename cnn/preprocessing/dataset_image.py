"""Pictures that are images of the dataset already, or were made to look like them."""

import numpy as np
from PIL import Image

from cnn.data.labels import IMAGE_SIDE
from cnn.preprocessing.outline import is_pen_drawing

MAX_GROUND = 8
"""Distance from black or white, in 0..255, up to which a pixel belongs to the ground."""

MIN_PEAK = 64
"""Value, in 0..255, that a garment reaches somewhere. Most reach 200."""

MIN_GROUND = 0.5
"""Share of the edges that is ground."""

MIN_LENGTH = IMAGE_SIDE - 2
"""Longest side of a garment, in pixels. In the dataset it is 28, rarely 27 or 26."""

MAX_SHIFT = 2
"""Distance of a garment's center from the image's, in half pixels."""


def read_dataset_image(picture: Image.Image) -> np.ndarray | None:
    """The image in a 28x28 picture of a trimmed, centered garment: float32 (28, 28) in 0..1.

    On black as in the dataset, or on white. ``None`` for any other picture, and for outlines.
    """
    if picture.size != (IMAGE_SIDE, IMAGE_SIDE) or picture.mode == "RGBA":
        return None
    color = np.asarray(picture.convert("RGB"))
    gray = np.asarray(picture.convert("L"))
    if np.ptp(color, axis=2).max() > MAX_GROUND:
        return None
    for image in (gray, 255 - gray):
        ink = image.astype(np.float32) / 255
        if image.max() < MIN_PEAK:
            continue
        if _is_trimmed_and_centered(image > MAX_GROUND) and not is_pen_drawing(ink):
            return ink
    return None


def _is_trimmed_and_centered(garment: np.ndarray) -> bool:
    edges = np.concatenate([garment[0], garment[-1], garment[:, 0], garment[:, -1]])
    if edges.mean() > 1 - MIN_GROUND:
        return False
    rows, columns = np.flatnonzero(garment.any(axis=1)), np.flatnonzero(garment.any(axis=0))
    if not len(rows):
        return False
    sides = [(int(line[0]), int(line[-1])) for line in (rows, columns)]
    long_enough = max(last - first + 1 for first, last in sides) >= MIN_LENGTH
    return long_enough and all(
        abs(first + last - (IMAGE_SIDE - 1)) <= MAX_SHIFT for first, last in sides
    )
