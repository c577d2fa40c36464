"""Garments as sprites: many small pictures on one sheet, which a browser loads at once."""

import io
import math

import numpy as np
from PIL import Image

CLASS_COLORS = (
    "#d4453c",
    "#7d8482",
    "#c26a12",
    "#4b9440",
    "#8a6fd1",
    "#b8569c",
    "#2b86c9",
    "#14928f",
    "#9b6b50",
    "#93801c",
)
"""In class order. All have a contrast of 3 to the light page and to the dark one, and those of
classes that look alike are far apart."""

QUALITY = 50
"""Of the sheet, in percent: 2,000 garments in a third of a megabyte."""


def columns_of(count: int) -> int:
    """Of a sheet with so many sprites, which is about square."""
    return math.ceil(math.sqrt(count))


def sheet(images: np.ndarray) -> np.ndarray:
    """Images uint8 (n, h, w) in rows, from left to right: uint8 (rows * h, columns * w)."""
    count, height, width = images.shape
    columns = columns_of(count)
    rows = math.ceil(count / columns)
    places = np.zeros((rows * columns, height, width), np.uint8)
    places[:count] = images
    by_row = places.reshape(rows, columns, height, width).swapaxes(1, 2)
    return by_row.reshape(rows * height, columns * width)


def as_transparency(brightness: np.ndarray) -> bytes:
    """A WebP of black in which brightness, uint8 (h, w), is opacity.

    So it suits any background, and a browser can give it any color.
    """
    pixels = np.zeros((*brightness.shape, 4), np.uint8)
    pixels[..., 3] = brightness
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", quality=QUALITY, alpha_quality=QUALITY)
    return buffer.getvalue()
