"""Plain backgrounds: their color, and the distance of each pixel to it."""

import cv2
import numpy as np

MAX_DEVIATION = 12
"""Pixels along the edges that differ less, in 0..255 and in every channel, count as plain."""

MIN_PLAIN_SHARE = 0.9
"""On a plain background more than this share of the pixels along the edges is plain."""


def background_color(color: np.ndarray) -> np.ndarray | None:
    """The color of a plain background, float32 (3,) in 0..255, or ``None`` if it is not plain.

    This is the median color along the edges of the picture, uint8 (h, w, 3).
    """
    border = np.concatenate([color[0], color[-1], color[:, 0], color[:, -1]])
    median = np.median(border, axis=0)
    plain = np.abs(border - median).max(axis=1) < MAX_DEVIATION
    return median.astype(np.float32) if plain.mean() > MIN_PLAIN_SHARE else None


def distance_to_color(color: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """The largest difference in any channel of each pixel to a color: float32 (h, w) in 0..1.

    The picture is uint8 (h, w, 3), the color float32 (3,) in 0..255.
    """
    # By channel: reducing the last axis takes NumPy five times as long.
    differences = [
        np.abs(channel - value) for channel, value in zip(cv2.split(color), reference, strict=True)
    ]
    distance: np.ndarray = np.maximum.reduce(differences) / np.float32(255)
    return distance
