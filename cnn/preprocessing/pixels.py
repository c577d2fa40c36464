"""The pixels of an opened picture, or of a part of it, at the size that they are worked with."""

import math

import numpy as np
from PIL import Image

from cnn.errors import UnusableImage
from cnn.preprocessing.transparency import flatten

WORKING_SIDE = 280
"""Longest side, in pixels, to which pictures are scaled first: ten times 28."""

GARMENT_MEAN = 0.62
"""Mean pixel value within a garment of Fashion-MNIST: 158 of 255."""

GARMENT_STD = 0.19
"""Typical standard deviation of the pixel values within a garment of Fashion-MNIST."""

LINE_VALUE = 0.9
"""Pixel value of the lines of a filled drawing, as bright as the seams of a garment."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of the part to keep, relative to width and height, in 0..1."""


def pixels(picture: Image.Image, crop: Box | None = None) -> np.ndarray:
    """A picture to show: uint8 (h, w, 3), at most 280 pixels long, cropped, nothing transparent."""
    return flatten(rgba_pixels(picture, crop))


def rgba_pixels(picture: Image.Image, crop: Box | None = None) -> np.ndarray:
    """Uint8 (h, w, 4), cropped, scaled down to a longest side of 280."""
    if crop is not None:
        picture = picture.crop(_in_pixels(crop, picture.size))
    rgba = picture.convert("RGBA")
    rgba.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    return np.asarray(rgba)


def _in_pixels(crop: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    width, height = size
    left, right = (min(max(share, 0), 1) * width for share in (crop[0], crop[2]))
    top, bottom = (min(max(share, 0), 1) * height for share in (crop[1], crop[3]))
    box = math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)
    if box[2] <= box[0] or box[3] <= box[1]:
        raise UnusableImage("The crop is empty. Make it larger.")
    return box
