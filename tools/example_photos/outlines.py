"""Outlines and seams: paths, float (n, 2), in percent of the side of the photo."""

import numpy as np

from tools.draw_examples import Points, smooth


def curve(*strokes: Points) -> np.ndarray:
    """Smooth strokes, one after the other, that meet in corners."""
    return np.concatenate([smooth(np.array(stroke, float), False) for stroke in strokes])


def symmetric(*strokes: Points) -> np.ndarray:
    """An outline whose right half, from its top to its bottom, is given."""
    right = curve(*strokes)
    return np.concatenate([right, flipped(right)[::-1]])


def flipped(path: np.ndarray) -> np.ndarray:
    """The mirror image: the left sleeve from the right one."""
    return np.stack([100 - path[:, 0], path[:, 1]], axis=1)


def moved(path: np.ndarray, x: float, y: float) -> np.ndarray:
    return np.stack([path[:, 0] + x, path[:, 1] + y], axis=1)


def inset(path: np.ndarray, center: tuple[float, float], by: float) -> np.ndarray:
    """A path, moved towards a center."""
    towards = np.array(center) - path
    nearer: np.ndarray = path + by * towards / np.hypot(*towards.T)[:, np.newaxis]
    return nearer


def ellipse(center: tuple[float, float], a: float, b: float) -> np.ndarray:
    around = np.linspace(0, 2 * np.pi, 60)
    return np.stack([center[0] + a * np.cos(around), center[1] + b * np.sin(around)], axis=1)
