"""Segmentation of the garment in a photo: by color on a plain background, else by GrabCut."""

from collections.abc import Callable
from enum import IntEnum
from functools import partial

import cv2
import numpy as np

from cnn.preprocessing.background import Background, distance_to_color
from cnn.preprocessing.grabcut import (
    BORDER_WIDTH,
    Guess,
    border_of,
    by_border,
    by_center,
    center_of,
    grabcut,
    largest_components,
)
from cnn.preprocessing.outline import fill_holes

MIN_AREA, MAX_AREA = 0.03, 0.85
"""Share of a picture that a garment covers. In a tight crop, it may cover more."""

MAX_BORDER = 0.1
"""Share of the border that a garment covers, unless the picture is a tight crop."""

MIN_CENTER = 0.45
"""Share of the center that a garment covers at least, the gap between two legs included."""

PIECE = 0.05
"""A connected component is a piece of the garment if it has at least this share of the mask."""

MAX_PIECES = 2
"""A pair of shoes has two."""

MAX_HOLES = 0.15
"""Share of a garment's area that holes may have, such as the gap below the handles of a bag."""

MAX_FRAME = 0.25
"""Share of the frame that a garment may touch."""


def segment_garment(
    color: np.ndarray,
    background: Background | None,
    cut: Callable[[Guess], np.ndarray] | None = None,
) -> tuple[np.ndarray, bool]:
    """The mask of the garment in a photo, bool (h, w), and whether it is plausible.

    ``color`` is uint8 (h, w, 3), ``background`` the result of ``find_background``. Without a plain
    background, the whole border is taken for background. If the garment then found reaches the
    border or misses the center, the picture is taken for a tight crop, in whose border only what
    is unlike the center is background. ``cut`` is GrabCut on this photo, if the caller needs its
    results too.
    """
    cut = cut or partial(grabcut, color)
    if background is not None:
        far = distance_to_color(color, background.color) > background.deviation
        mask = largest_components(far)
        if mask.mean() > MIN_AREA:
            return mask, True
    loose = cut(by_border)
    if _covers_center(loose) and _is_surrounded(loose):
        return loose, True
    tight = cut(by_center)
    mask = tight if _covers_center(tight) else loose
    return mask, _covers_center(mask)


class Hint(IntEnum):
    """What somebody has painted over a pixel."""

    NONE = 0
    GARMENT = 1
    BACKGROUND = 2


def follow_hints(color: np.ndarray, mask: np.ndarray, hints: np.ndarray) -> np.ndarray:
    """The mask, bool (h, w), that GrabCut finds when it starts from ``mask`` and has to keep hints.

    ``color`` is uint8 (h, w, 3), ``hints`` has a ``Hint`` for each pixel of a picture of any size,
    uint8 (h', w').
    """
    size = color.shape[1], color.shape[0]
    hints = cv2.resize(hints, size, interpolation=cv2.INTER_NEAREST)

    def guess(small: np.ndarray) -> np.ndarray:
        size = small.shape[1], small.shape[0]
        inside = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
        labels = np.where(inside, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
        painted = cv2.resize(hints, size, interpolation=cv2.INTER_NEAREST)
        labels[painted == Hint.GARMENT] = cv2.GC_FGD
        labels[painted == Hint.BACKGROUND] = cv2.GC_BGD
        return labels

    found = grabcut(color, guess) | (hints == Hint.GARMENT)
    found &= hints != Hint.BACKGROUND
    return _with_hints(found, hints == Hint.GARMENT)


def _with_hints(mask: np.ndarray, garment: np.ndarray) -> np.ndarray:
    """The components of a mask, bool (h, w), that have a hint; without hints, the largest."""
    _, components = cv2.connectedComponents(mask.astype(np.uint8))
    marked = np.unique(components[garment & mask])
    return np.isin(components, marked) if len(marked) else largest_components(mask)


def flaws(mask: np.ndarray) -> list[str]:
    """What is wrong with the mask of a garment, bool (h, w), a sentence each."""
    sentences = []
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    pieces = stats[1:, cv2.CC_STAT_AREA] >= PIECE * mask.sum()
    if pieces.sum() > MAX_PIECES:
        sentences.append(
            "The garment fell into pieces. Mark what belongs to it, or use a plain background."
        )
    filled = fill_holes(mask)
    if (filled & ~mask).sum() > MAX_HOLES * filled.sum():
        sentences.append("The garment has holes. Mark them as part of it.")
    frame = np.ones_like(mask)
    frame[1:-1, 1:-1] = False
    if mask[frame].mean() > MAX_FRAME:
        sentences.append(
            "The garment touches the edge of the picture. Show all of it, or mark what is not "
            "part of it."
        )
    return sentences


def _covers_center(mask: np.ndarray) -> bool:
    return bool(mask[center_of(mask.shape)].mean() >= MIN_CENTER)


def _is_surrounded(mask: np.ndarray) -> bool:
    border = mask[border_of(mask.shape, BORDER_WIDTH)]
    return bool(MIN_AREA < mask.mean() < MAX_AREA and border.mean() < MAX_BORDER)
