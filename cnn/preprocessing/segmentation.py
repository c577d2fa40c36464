"""Where the garment is in a photo: plain grounds by their color, others by GrabCut."""

from collections.abc import Callable

import cv2
import numpy as np

from cnn.preprocessing.outline import distance, ground_color

CUT_SIDE = 112
"""GrabCut works at this longest side: four pixels for each that is kept, in 20 ms."""

GROUND_COLORS = 4
"""So many colors describe what surrounds the garment: tiles, their joints, a bedspread."""

BORDER = 0.05
"""The edge of the picture that is taken for ground, as a share of its shorter side."""

ROUNDS = 3
"""GrabCut's rounds; more change little."""

PLAIN = 0.05
"""On a plain ground a pixel belongs to the garment when it lies so far from its color."""

SMALLEST_PART = 0.15
"""A second part, such as the other shoe, has at least this share of the largest one."""


def cut_out(color: np.ndarray) -> tuple[np.ndarray, bool]:
    """The garment, bool (h, w), in a photo, uint8 (h, w, 3), and whether it stands out.

    It does not stand out when what was found is next to nothing, nearly the whole picture
    or hardly differs from its surroundings.
    """
    ground = ground_color(color)
    if ground is not None:
        mask = _main_parts(distance(color, ground) > PLAIN)
        if _stands_out(mask):
            return mask, True
    for guess in (_unlike_surroundings, _in_the_middle):
        mask = _grab(color, guess)
        if _stands_out(mask):
            return mask, True
    return mask, False


def _stands_out(mask: np.ndarray) -> bool:
    return bool(0.03 < mask.mean() < 0.85 and mask[_surroundings(mask.shape)].mean() < 0.3)


def _surroundings(shape: tuple[int, ...]) -> np.ndarray:
    """The picture's edge without the middle of top and bottom, which trousers and dresses reach."""
    height, width = shape[:2]
    edge = max(2, round(BORDER * min(height, width)))
    around = np.ones((height, width), bool)
    around[edge:-edge, edge:-edge] = False
    around[:, width // 4 : -(width // 4)] = False
    return around


def _grab(color: np.ndarray, guess: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """GrabCut (Rother, Kolmogorov and Blake, 2004) from a first guess: bool (h, w)."""
    height, width = color.shape[:2]
    scale = CUT_SIDE / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    small = cv2.resize(color, size, interpolation=cv2.INTER_AREA)
    marks = guess(small)
    if not (marks == cv2.GC_PR_FGD).any() or (marks == cv2.GC_PR_FGD).all():
        return np.zeros((height, width), bool)
    whole = (0, 0, *size)  # unused, as the marks are given
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)
    cv2.grabCut(small, marks, whole, *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    opened = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    mask = _main_parts(opened > 0).astype(np.float32)
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR) > 0.5


def _unlike_surroundings(color: np.ndarray) -> np.ndarray:
    """GrabCut's marks: garment is what differs from the edge of the picture."""
    unlike = _unlikeness(color)
    threshold, _ = cv2.threshold(unlike, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    marks = np.where(unlike > threshold, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    marks[_surroundings(marks.shape) & (unlike < threshold)] = cv2.GC_BGD
    return marks


def _in_the_middle(color: np.ndarray) -> np.ndarray:
    """GrabCut's marks: garment is what fills the middle of the picture."""
    height, width = color.shape[:2]
    marks = np.full((height, width), cv2.GC_BGD, np.uint8)
    middle, axes = (width // 2, height // 2), (round(width * 0.47), round(height * 0.47))
    cv2.ellipse(marks, middle, axes, 0, 0, 360, int(cv2.GC_PR_FGD), -1)
    return marks


def _unlikeness(color: np.ndarray) -> np.ndarray:
    """How unlike the picture's border each pixel is, and how central: uint8 (h, w)."""
    lab = cv2.cvtColor(color.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    # Shadows change lightness more than color.
    lab = cv2.GaussianBlur(lab, (0, 0), 1) * np.array([0.7, 1, 1], np.float32)
    height, width = lab.shape[:2]
    around = lab[_surroundings(lab.shape)]
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    nearest = np.zeros((len(around), 1), np.int32)
    cv2.setRNGSeed(0)
    _, _, colors = cv2.kmeans(around, GROUND_COLORS, nearest, stop, 1, cv2.KMEANS_PP_CENTERS)
    apart = np.min([np.linalg.norm(lab - center, axis=2) for center in colors], axis=0)
    y, x = np.linspace(-1, 1, height)[:, np.newaxis], np.linspace(-1, 1, width)[np.newaxis]
    central = np.exp(-(x**2 + y**2))
    apart = np.minimum(apart, 60) * central
    return (apart * (255 / max(float(apart.max()), 1e-6))).astype(np.uint8)


def _main_parts(mask: np.ndarray) -> np.ndarray:
    """The largest part and those not much smaller: bool (h, w)."""
    count, parts, figures, middles = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count == 1:
        return np.zeros_like(mask)
    height, width = mask.shape
    away = np.hypot(*((middles[1:] / (width, height) - 0.5) * 2).T)
    weight = figures[1:, cv2.CC_STAT_AREA] * np.exp(-(away**2))
    return np.isin(parts, 1 + np.flatnonzero(weight >= SMALLEST_PART * weight.max()))
