"""Pictures that are transparent in part: a garment that is already cut out, or only an odd edge."""

import numpy as np

MIN_TRANSPARENT = 0.03
"""Share of the bounding box of what is opaque that is transparent around a cut-out garment."""

LIGHT = 160
"""A mean value, in 0..255, above which a garment is hard to see on white."""


def trim(rgba: np.ndarray) -> np.ndarray:
    """A picture, uint8 (h, w, 4), without the rows and columns that are transparent all along."""
    visible = rgba[..., 3] > 0
    rows, columns = np.flatnonzero(visible.any(axis=1)), np.flatnonzero(visible.any(axis=0))
    if not len(rows):
        return rgba
    return rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def opacity(rgba: np.ndarray) -> np.ndarray:
    """How opaque each pixel is, relative to the most opaque one: float32 (h, w) in 0..1."""
    alpha = rgba[..., 3].astype(np.float32)
    return np.asarray(alpha / max(float(alpha.max()), 1), np.float32)


def is_cut_out(rgba: np.ndarray) -> bool:
    """Whether what is opaque in a trimmed picture, uint8 (h, w, 4), is a shape of its own.

    Otherwise it is a rectangle, perhaps with round corners, which shows some other picture.
    """
    return bool((opacity(rgba) < 0.5).mean() > MIN_TRANSPARENT)


def flatten(rgba: np.ndarray) -> np.ndarray:
    """The picture, uint8 (h, w, 3), on white, or on black if what is opaque in it is light."""
    color, alpha = rgba[..., :3].astype(np.float32), rgba[..., 3:].astype(np.float32) / 255
    opaque = float(alpha.sum())
    light = opaque < alpha.size and float((color * alpha).sum()) > 3 * opaque * LIGHT
    ground = 0 if light else 255
    return np.asarray(np.rint(color * alpha + ground * (1 - alpha)), np.uint8)
