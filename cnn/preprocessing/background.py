"""Plain backgrounds: their color, and the distance of each pixel to it."""

from dataclasses import dataclass

import cv2
import numpy as np

MAX_DEVIATION = 12
"""Pixels that differ less, in 0..255 and in every channel, are of nearly the same color."""

MIN_PLAIN_SHARE = 0.9
"""Share of the edges' pixels that are nearly of one color on a plain background."""

MAX_NOISE = 4
"""Pixels that differ less, in 0..255 and in every channel, are of the same color."""

MIN_FLAT_SHARE = 0.5
"""Share of the edges' pixels that are of one color where a garment touches the edges.

No camera's picture has a background so even; drawings, screenshots and cut-outs do.
"""

MAX_BAR_AREA, MIN_BAR_LENGTH = 0.25, 0.98
"""Share of the picture that a title bar covers at most, and of an edge that it covers at least."""

BIN = 8
"""Width of the histogram's bins, in 0..255, in which the commonest color is looked for."""


@dataclass(frozen=True)
class Background:
    """A plain background."""

    color: np.ndarray
    """float32 (3,) in 0..255."""
    deviation: float
    """Distance from that color, in 0..1, up to which a pixel belongs to the background."""


def find_background(color: np.ndarray) -> Background | None:
    """The commonest color along the edges of a picture, uint8 (h, w, 3), if that is plain."""
    border = np.concatenate([color[0], color[-1], color[:, 0], color[:, -1]]).astype(np.float32)
    _, bins, counts = np.unique(border // BIN, axis=0, return_inverse=True, return_counts=True)
    commonest = np.median(border[bins == counts.argmax()], axis=0).astype(np.float32)
    deviations = np.abs(border - commonest).max(axis=1)
    if (deviations < MAX_NOISE).mean() > MIN_FLAT_SHARE:
        return Background(commonest, MAX_NOISE / 255)
    if (deviations < MAX_DEVIATION).mean() > MIN_PLAIN_SHARE:
        return Background(commonest, MAX_DEVIATION / 255)
    return None


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


def paint_over_bars(color: np.ndarray, background: Background) -> np.ndarray:
    """A picture without the title bars, task bars and frames of a screenshot.

    These are thin, and cover an edge of the picture, uint8 (h, w, 3), from end to end. If there is
    nothing else, they stay.
    """
    far = distance_to_color(color, background.color) > background.deviation
    _, components, stats, _ = cv2.connectedComponentsWithStats(far.astype(np.uint8))
    thin = stats[:, cv2.CC_STAT_AREA] < MAX_BAR_AREA * far.size
    edges = (components[0], components[-1], components[:, 0], components[:, -1])
    bars = {int(edge[0]) for edge in edges if (edge == edge[0]).mean() > MIN_BAR_LENGTH} - {0}
    is_bar = np.isin(components, [bar for bar in bars if thin[bar]])
    if not is_bar.any() or not (far & ~is_bar).any():
        return color
    return np.where(is_bar[..., np.newaxis], background.color.astype(np.uint8), color)
