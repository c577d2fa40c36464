"""Segmentation of the garment in a photo: by color on a plain background, else by GrabCut."""

from collections.abc import Callable
from enum import IntEnum

import cv2
import numpy as np

from cnn.preprocessing.background import Background, distance_to_color
from cnn.preprocessing.outline import fill_holes

GRABCUT_SIDE = 112
"""Longest side, in pixels, at which GrabCut works: 20 ms a photo."""

GRABCUT_ITERATIONS = 3
"""More iterations change little."""

BACKGROUND_COLORS = 4
"""Number of colors that describe a background, such as tiles and their joints."""

CENTER_COLORS = 8
"""Number of colors that describe the center of a picture and, in turn, what is unlike it."""

BORDER_WIDTH = 0.05
"""Width of the border that is assumed to be background, relative to the shorter side."""

TIGHT_BORDER_WIDTH = 0.03
"""Width of the border in a tight crop, which is partly garment, partly background."""

MIN_CENTER_DISTANCE = 6
"""Distance in Lab below which a color is not unlike the center's."""

MIN_SEEDS = 10
"""A border with fewer pixels of background says nothing about it."""

MIN_AREA, MAX_AREA = 0.03, 0.85
"""Share of a picture that a garment covers. In a tight crop, it may cover more."""

MAX_BORDER = 0.1
"""Share of the border that a garment covers, unless the picture is a tight crop."""

CENTER_RADIUS = 0.45
"""Radii of the ellipse that counts as the center, relative to those of the whole picture."""

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

MIN_COMPONENT = 0.15
"""Further components, such as the second shoe of a pair, are at least this share of the largest."""


def segment_garment(color: np.ndarray, background: Background | None) -> tuple[np.ndarray, bool]:
    """The mask of the garment in a photo, bool (h, w), and whether it is plausible.

    ``color`` is uint8 (h, w, 3), ``background`` the result of ``find_background``. Without a plain
    background, the whole border is taken for background. If the garment then found reaches the
    border or misses the center, the picture is taken for a tight crop, in whose border only what
    is unlike the center is background.
    """
    if background is not None:
        far = distance_to_color(color, background.color) > background.deviation
        mask = _largest_components(far)
        if mask.mean() > MIN_AREA:
            return mask, True
    loose = _grabcut(color, _by_border)
    if _covers_center(loose) and _is_surrounded(loose):
        return loose, True
    tight = _grabcut(color, _by_center)
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

    found = _grabcut(color, guess) | (hints == Hint.GARMENT)
    found &= hints != Hint.BACKGROUND
    return _with_hints(found, hints == Hint.GARMENT)


def _with_hints(mask: np.ndarray, garment: np.ndarray) -> np.ndarray:
    """The components of a mask, bool (h, w), that have a hint; without hints, the largest."""
    _, components = cv2.connectedComponents(mask.astype(np.uint8))
    marked = np.unique(components[garment & mask])
    return np.isin(components, marked) if len(marked) else _largest_components(mask)


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
    return bool(mask[_center(mask.shape)].mean() >= MIN_CENTER)


def _is_surrounded(mask: np.ndarray) -> bool:
    border = mask[_border(mask.shape, BORDER_WIDTH)]
    return bool(MIN_AREA < mask.mean() < MAX_AREA and border.mean() < MAX_BORDER)


def _border(shape: tuple[int, ...], share: float) -> np.ndarray:
    """The border of a picture, bool (h, w)."""
    height, width = shape[:2]
    edge = max(2, round(share * min(height, width)))
    border = np.ones((height, width), bool)
    border[edge:-edge, edge:-edge] = False
    return border


def _sides(shape: tuple[int, ...]) -> np.ndarray:
    """The border without the middle of its top and bottom, which trousers and dresses may reach."""
    sides = _border(shape, BORDER_WIDTH)
    width = shape[1]
    sides[:, width // 4 : -(width // 4)] = False
    return sides


def _center(shape: tuple[int, ...]) -> np.ndarray:
    """An ellipse in the center of a picture, bool (h, w)."""
    radius = np.hypot(*_coordinates(*shape[:2]))
    inside: np.ndarray = radius <= max(CENTER_RADIUS, radius.min())  # never empty
    return inside


def _coordinates(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Of the pixels' centers: y, float (h, 1), and x, float (1, w), between -1 and 1."""
    y, x = ((2 * np.arange(size) + 1) / size - 1 for size in (height, width))
    return y[:, np.newaxis], x[np.newaxis]


def _grabcut(color: np.ndarray, guess: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """The mask, bool (h, w), to which GrabCut (Rother, Kolmogorov and Blake, 2004) refines a guess.

    ``guess`` returns GrabCut's labels, uint8 (h, w), for a picture, uint8 (h, w, 3).
    """
    height, width = color.shape[:2]
    scale = GRABCUT_SIDE / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    small = cv2.resize(color, size, interpolation=cv2.INTER_AREA)
    labels = guess(small)
    inside = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD))
    if not inside.any() or inside.all():
        return np.zeros((height, width), bool)
    unused_rectangle = (0, 0, *size)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)
    cv2.grabCut(small, labels, unused_rectangle, *models, GRABCUT_ITERATIONS, cv2.GC_INIT_WITH_MASK)
    foreground = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    opened = cv2.morphologyEx(foreground, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    mask = _largest_components(opened > 0).astype(np.float32)
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR) > 0.5


def _by_border(color: np.ndarray) -> np.ndarray:
    """Labels for GrabCut: what differs from the border, and is central, is probably the garment."""
    lab = _lab(color)
    y, x = _coordinates(*lab.shape[:2])
    background = _main_colors(lab[_sides(lab.shape)], BACKGROUND_COLORS)
    saliency = np.minimum(_distance(lab, background), 60) * np.exp(-(x**2 + y**2))
    salient = saliency > _otsu(saliency)
    labels = np.where(salient, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[_sides(lab.shape) & ~salient] = cv2.GC_BGD
    return labels


def _by_center(color: np.ndarray) -> np.ndarray:
    """Labels for GrabCut: what is unlike the center is background if it is at the border."""
    lab = _lab(color)
    garment = _distance(lab, _main_colors(lab[_center(lab.shape)], CENTER_COLORS))
    border = _border(lab.shape, TIGHT_BORDER_WIDTH)
    seeds = border & (garment > max(_otsu(garment[border]), MIN_CENTER_DISTANCE))
    labels = np.full(lab.shape[:2], cv2.GC_PR_BGD, np.uint8)
    if seeds.sum() < MIN_SEEDS:
        return labels
    labels[garment < _distance(lab, _main_colors(lab[seeds], CENTER_COLORS))] = cv2.GC_PR_FGD
    labels[seeds] = cv2.GC_BGD
    return labels


def _lab(color: np.ndarray) -> np.ndarray:
    lab = cv2.cvtColor(color.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    # Shadows change lightness more than color.
    return cv2.GaussianBlur(lab, (0, 0), 1) * np.array([0.7, 1, 1], np.float32)


def _main_colors(lab: np.ndarray, count: int) -> np.ndarray:
    """The colors, float32 (count, 3), around which others, float32 (n, 3), are clustered."""
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    nearest = np.zeros((len(lab), 1), np.int32)
    cv2.setRNGSeed(0)
    _, _, colors = cv2.kmeans(lab, min(count, len(lab)), nearest, stop, 1, cv2.KMEANS_PP_CENTERS)
    return colors


def _distance(lab: np.ndarray, colors: np.ndarray) -> np.ndarray:
    """The distance of each pixel to the nearest of the colors, float32 (h, w)."""
    distance: np.ndarray = np.min([np.linalg.norm(lab - each, axis=2) for each in colors], axis=0)
    return distance


def _otsu(values: np.ndarray) -> float:
    """The threshold (Otsu, 1979) that separates the large from the small of the values."""
    step = max(float(values.max()), 1e-6) / 255
    threshold, _ = cv2.threshold(
        (values / step).astype(np.uint8).reshape(-1, 1), 0, 255, cv2.THRESH_OTSU
    )
    return (threshold + 1) * step


def _largest_components(mask: np.ndarray) -> np.ndarray:
    """The largest connected component and those not much smaller, bool (h, w).

    Components count for less the farther they are from the center.
    """
    count, components, stats, centroids = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count == 1:
        return np.zeros_like(mask)
    height, width = mask.shape
    eccentricity = np.hypot(*((centroids[1:] / (width, height) - 0.5) * 2).T)
    weight = stats[1:, cv2.CC_STAT_AREA] * np.exp(-(eccentricity**2))
    large = 1 + np.flatnonzero(weight >= MIN_COMPONENT * weight.max())
    return np.isin(components, large)
