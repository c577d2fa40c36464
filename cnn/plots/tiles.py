"""Feature maps and kernels as small pictures side by side.

White is 0, blue is positive and orange negative, in pictures of all kinds.
"""

import math

import numpy as np

NEGATIVE, ZERO, POSITIVE = np.array([(201, 95, 24), (255, 255, 255), (16, 78, 102)], np.float32)

GAP = 2
"""Pixels between two tiles."""

BETWEEN = 200
"""The gray of the gaps."""


def columns_of(count: int) -> int:
    """Of a grid for so many tiles: 8 for 32 and for 64, 16 for 128, a square otherwise."""
    if count in (16, 32, 64):
        return 8
    return 16 if count % 128 == 0 else math.ceil(math.sqrt(count))


def colored(values: np.ndarray, limit: float) -> np.ndarray:
    """Any shape of numbers to colors of shape (..., 3), uint8; ``limit`` has the full color."""
    share = np.clip(values / limit if limit else values * 0.0, -1, 1)[..., np.newaxis]
    end = np.where(share < 0, NEGATIVE, POSITIVE)
    found: np.ndarray = (ZERO + np.abs(share) * (end - ZERO)).round().astype(np.uint8)
    return found


def tiles(
    maps: np.ndarray,
    scale: int,
    limit: float | None = None,
    columns: int | None = None,
    gap: int = GAP,
) -> np.ndarray:
    """Maps (h, w, n) in rows: uint8 (height, width, 3).

    Each value becomes a square of ``scale`` pixels. ``limit``: by default the largest magnitude,
    so that all maps have one scale. ``columns``: in a row, by default ``columns_of(n)``. ``gap``:
    pixels between two tiles.
    """
    height, width, count = maps.shape
    columns = columns or columns_of(count)
    rows = math.ceil(count / columns)
    limit = float(np.abs(maps).max()) if limit is None else limit
    high, wide = scale * height + gap, scale * width + gap
    picture = np.full((rows * high - gap, columns * wide - gap, 3), BETWEEN, np.uint8)
    pixels = colored(maps, limit).repeat(scale, axis=0).repeat(scale, axis=1)
    for number in range(count):
        row, column = divmod(number, columns)
        y, x = row * high, column * wide
        picture[y : y + high - gap, x : x + wide - gap] = pixels[:, :, number]
    return picture
