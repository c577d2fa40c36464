"""Segmentation of the garment in a photo: by color on a plain background, else by GrabCut."""

from collections.abc import Callable

import cv2
import numpy as np

from cnn.preprocessing.background import distance_to_color

GRABCUT_SIDE = 112
"""Longest side, in pixels, at which GrabCut works: 20 ms a photo."""

GRABCUT_ITERATIONS = 3
"""More iterations change little."""

BACKGROUND_COLORS = 4
"""Number of colors that describe a background, such as tiles and their joints."""

BORDER_WIDTH = 0.05
"""Width of the border that is assumed to be background, relative to the shorter side."""

MIN_DISTANCE = 0.05
"""Distance from the color of a plain background, in 0..1, above which a pixel is garment."""

MIN_COMPONENT = 0.15
"""Further components, such as the second shoe of a pair, are at least this share of the largest."""


def segment_garment(color: np.ndarray, background: np.ndarray | None) -> tuple[np.ndarray, bool]:
    """The mask of the garment in a photo, bool (h, w), and whether it is plausible.

    A plausible mask covers neither next to nothing nor nearly everything, and little of the
    border. ``color`` is uint8 (h, w, 3), ``background`` the result of ``background_color``.
    """
    if background is not None:
        mask = _largest_components(distance_to_color(color, background) > MIN_DISTANCE)
        if _is_plausible(mask):
            return mask, True
    for guess in (_by_contrast, _by_position):
        mask = _grabcut(color, guess)
        if _is_plausible(mask):
            return mask, True
    return mask, False


def _is_plausible(mask: np.ndarray) -> bool:
    return bool(0.03 < mask.mean() < 0.85 and mask[_border(mask.shape)].mean() < 0.3)


def _border(shape: tuple[int, ...]) -> np.ndarray:
    """The border of a picture, bool (h, w).

    Trousers and dresses may reach the middle of the top and bottom edges: these are left out.
    """
    height, width = shape[:2]
    edge = max(2, round(BORDER_WIDTH * min(height, width)))
    border = np.ones((height, width), bool)
    border[edge:-edge, edge:-edge] = False
    border[:, width // 4 : -(width // 4)] = False
    return border


def _grabcut(color: np.ndarray, guess: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """The mask, bool (h, w), to which GrabCut (Rother, Kolmogorov and Blake, 2004) refines a guess.

    ``guess`` returns GrabCut's labels, uint8 (h, w), for a picture, uint8 (h, w, 3).
    """
    height, width = color.shape[:2]
    scale = GRABCUT_SIDE / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    small = cv2.resize(color, size, interpolation=cv2.INTER_AREA)
    labels = guess(small)
    if not (labels == cv2.GC_PR_FGD).any() or (labels == cv2.GC_PR_FGD).all():
        return np.zeros((height, width), bool)
    unused_rectangle = (0, 0, *size)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)
    cv2.grabCut(small, labels, unused_rectangle, *models, GRABCUT_ITERATIONS, cv2.GC_INIT_WITH_MASK)
    foreground = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    opened = cv2.morphologyEx(foreground, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    mask = _largest_components(opened > 0).astype(np.float32)
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR) > 0.5


def _by_contrast(color: np.ndarray) -> np.ndarray:
    """Labels for GrabCut: what differs from the border is probably the garment."""
    saliency = _saliency(color)
    threshold, _ = cv2.threshold(saliency, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    labels = np.where(saliency > threshold, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[_border(labels.shape) & (saliency < threshold)] = cv2.GC_BGD
    return labels


def _by_position(color: np.ndarray) -> np.ndarray:
    """Labels for GrabCut: an ellipse in the center is probably the garment."""
    height, width = color.shape[:2]
    labels = np.full((height, width), cv2.GC_BGD, np.uint8)
    center, axes = (width // 2, height // 2), (round(width * 0.47), round(height * 0.47))
    cv2.ellipse(labels, center, axes, 0, 0, 360, int(cv2.GC_PR_FGD), -1)
    return labels


def _saliency(color: np.ndarray) -> np.ndarray:
    """How much each pixel differs from the border, and how central it is: uint8 (h, w)."""
    lab = cv2.cvtColor(color.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    # Shadows change lightness more than color.
    lab = cv2.GaussianBlur(lab, (0, 0), 1) * np.array([0.7, 1, 1], np.float32)
    height, width = lab.shape[:2]
    border = lab[_border(lab.shape)]
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    nearest = np.zeros((len(border), 1), np.int32)
    cv2.setRNGSeed(0)
    _, _, colors = cv2.kmeans(border, BACKGROUND_COLORS, nearest, stop, 1, cv2.KMEANS_PP_CENTERS)
    distance = np.min([np.linalg.norm(lab - each, axis=2) for each in colors], axis=0)
    y, x = np.linspace(-1, 1, height)[:, np.newaxis], np.linspace(-1, 1, width)[np.newaxis]
    saliency = np.minimum(distance, 60) * np.exp(-(x**2 + y**2))
    scaled = saliency * (255 / max(float(saliency.max()), 1e-6))
    return np.asarray(scaled, np.uint8)


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
