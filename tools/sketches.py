"""Sketches of garments: their outlines, as drawn on the canvas with a pen."""

import cv2
import numpy as np
from PIL import Image

SIDE = 320
MARGIN = 30
SILHOUETTE = 0.15
"""Pixels above this value belong to the garment."""


def sketch(garment: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """Outlines an image of a garment, float32 (28, 28) in 0..1: black on white, 320x320.

    Corners are cut and moved as hasty people do. Some sketches get a few lines inside.
    """
    inner = SIDE - 2 * MARGIN
    large = cv2.resize(garment, (inner, inner), interpolation=cv2.INTER_CUBIC)
    mask = np.pad((large > SILHOUETTE).astype(np.uint8), MARGIN)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    page = np.full((SIDE, SIDE), 255, np.uint8)
    pen, tolerance, hand = int(rng.integers(5, 17)), rng.uniform(1, 9), rng.uniform(0, 4)
    for contour in contours:
        corners = cv2.approxPolyDP(contour, tolerance, True)[:, 0]
        if len(corners) > 2:
            moved = np.round(corners + rng.normal(0, hand, corners.shape)).astype(np.int32)
            closed = bool(rng.random() < 0.9)
            cv2.polylines(page, [moved], closed, 0, pen, cv2.LINE_AA)
    rows, columns = np.nonzero(mask)
    if len(rows) and rng.random() < 0.5:
        for _ in range(rng.integers(1, 5)):
            ends = rng.integers(0, len(rows), 2)
            points = np.column_stack([columns[ends], rows[ends]]).astype(np.int32)
            if rng.random() < 0.6:  # most seams are upright or level
                axis = rng.integers(0, 2)
                points[1, axis] = points[0, axis]
            cv2.polylines(page, [points], False, 0, pen, cv2.LINE_AA)
    return Image.fromarray(page).convert("RGB")
