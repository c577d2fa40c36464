"""A heat map over the garment that it is about."""

import cv2
import numpy as np

HOT = np.array((214, 40, 40), np.float32)

MOST = 0.9
"""How much of the color is seen where it is hottest."""

DARKEST = 0.6
"""A garment's: red would not be seen on black."""

SCALE = 8


def heat_overlay(image: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """A garment in gray on white, redder where it is hotter.

    Args:
        image: float32 (28, 28) in 0..1.
        heat: float32 (28, 28) in 0..1.

    Returns:
        uint8 (224, 224, 3), eight pixels for each of the garment's.
    """
    gray = np.repeat(np.repeat(255 * (1 - DARKEST * image), SCALE, axis=0), SCALE, axis=1)
    side = (gray.shape[1], gray.shape[0])
    share = MOST * np.clip(cv2.resize(heat, side, interpolation=cv2.INTER_CUBIC), 0, 1)
    share = share[..., np.newaxis]
    mixed: np.ndarray = ((1 - share) * gray[..., np.newaxis] + share * HOT).round()
    return mixed.astype(np.uint8)
