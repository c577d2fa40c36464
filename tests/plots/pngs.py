"""Looks at pictures that Matplotlib has drawn."""

import io

import numpy as np
from PIL import Image

BLUE, ORANGE = (31, 119, 180), (255, 127, 14)
"""Matplotlib's first two colors."""


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def colors(png: bytes) -> set[tuple[int, int, int]]:
    pixels = np.asarray(opened(png).convert("RGB")).reshape(-1, 3)
    return {(int(red), int(green), int(blue)) for red, green, blue in np.unique(pixels, axis=0)}
