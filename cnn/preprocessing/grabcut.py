"""GrabCut, and the guesses that it starts from: what may be the garment in a photo, by color."""

from collections.abc import Callable

import cv2
import numpy as np

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

CENTER_RADIUS = 0.45
"""Radii of the ellipse that counts as the center, relative to those of the whole picture."""

MIN_COMPONENT = 0.15
"""Further components, such as the second shoe of a pair, are at least this share of the largest."""


Guess = Callable[[np.ndarray], np.ndarray]
"""Returns GrabCut's labels, uint8 (h, w), for a picture, uint8 (h, w, 3)."""


def grabcut(color: np.ndarray, guess: Guess) -> np.ndarray:
    """The mask, bool (h, w), to which GrabCut (Rother, Kolmogorov and Blake, 2004) refines a guess
    about a picture, uint8 (h, w, 3).
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
    mask = largest_components(opened > 0).astype(np.float32)
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR) > 0.5


def by_border(color: np.ndarray) -> np.ndarray:
    """Labels for GrabCut: what differs from the border, and is central, is probably the garment."""
    lab = in_lab(color)
    y, x = coordinates(*lab.shape[:2])
    background = main_colors(lab[_sides(lab.shape)], BACKGROUND_COLORS)
    saliency = np.minimum(distance(lab, background), 60) * np.exp(-(x**2 + y**2))
    salient = saliency > _otsu(saliency)
    labels = np.where(salient, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[_sides(lab.shape) & ~salient] = cv2.GC_BGD
    return labels


def by_center(color: np.ndarray) -> np.ndarray:
    """Labels for GrabCut: what is unlike the center is background if it is at the border."""
    lab = in_lab(color)
    garment = distance(lab, main_colors(lab[center_of(lab.shape)], CENTER_COLORS))
    border = border_of(lab.shape, TIGHT_BORDER_WIDTH)
    seeds = border & (garment > max(_otsu(garment[border]), MIN_CENTER_DISTANCE))
    labels = np.full(lab.shape[:2], cv2.GC_PR_BGD, np.uint8)
    if seeds.sum() < MIN_SEEDS:
        return labels
    labels[garment < distance(lab, main_colors(lab[seeds], CENTER_COLORS))] = cv2.GC_PR_FGD
    labels[seeds] = cv2.GC_BGD
    return labels


def in_lab(color: np.ndarray) -> np.ndarray:
    """A picture, uint8 (h, w, 3), smoothed, in CIELAB with less lightness: float32 (h, w, 3)."""
    lab = cv2.cvtColor(color.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    # Shadows change lightness more than color.
    return cv2.GaussianBlur(lab, (0, 0), 1) * np.array([0.7, 1, 1], np.float32)


def main_colors(lab: np.ndarray, count: int) -> np.ndarray:
    """The colors, float32 (count, 3), around which others, float32 (n, 3), are clustered."""
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    nearest = np.zeros((len(lab), 1), np.int32)
    cv2.setRNGSeed(0)
    _, _, colors = cv2.kmeans(lab, min(count, len(lab)), nearest, stop, 1, cv2.KMEANS_PP_CENTERS)
    return colors


def distance(lab: np.ndarray, colors: np.ndarray) -> np.ndarray:
    """The distance of each pixel to the nearest of the colors, float32 (h, w)."""
    nearest: np.ndarray = np.min([np.linalg.norm(lab - each, axis=2) for each in colors], axis=0)
    return nearest


def _otsu(values: np.ndarray) -> float:
    """The threshold (Otsu, 1979) that separates the large from the small of the values."""
    step = max(float(values.max()), 1e-6) / 255
    threshold, _ = cv2.threshold(
        (values / step).astype(np.uint8).reshape(-1, 1), 0, 255, cv2.THRESH_OTSU
    )
    return (threshold + 1) * step


def largest_components(mask: np.ndarray) -> np.ndarray:
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


def border_of(shape: tuple[int, ...], share: float) -> np.ndarray:
    """The border of a picture, bool (h, w)."""
    height, width = shape[:2]
    edge = max(2, round(share * min(height, width)))
    border = np.ones((height, width), bool)
    border[edge:-edge, edge:-edge] = False
    return border


def _sides(shape: tuple[int, ...]) -> np.ndarray:
    """The border without the middle of its top and bottom, which trousers and dresses may reach."""
    sides = border_of(shape, BORDER_WIDTH)
    width = shape[1]
    sides[:, width // 4 : -(width // 4)] = False
    return sides


def center_of(shape: tuple[int, ...]) -> np.ndarray:
    """An ellipse in the center of a picture, bool (h, w)."""
    radius = np.hypot(*coordinates(*shape[:2]))
    inside: np.ndarray = radius <= max(CENTER_RADIUS, radius.min())  # never empty
    return inside


def coordinates(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Of the pixels' centers: y, float (h, 1), and x, float (1, w), between -1 and 1."""
    y, x = ((2 * np.arange(size) + 1) / size - 1 for size in (height, width))
    return y[:, np.newaxis], x[np.newaxis]
