"""The reliefs of knits, 0..1."""

import numpy as np


def stockinette(u: np.ndarray, v: np.ndarray, column: float, row: float) -> np.ndarray:
    """Plain knit: columns of stitches that look like V."""
    across = (u / column) % 1 * 2 - 1
    leg = np.sqrt(np.clip(1 - (2 * np.abs(across) - 1) ** 2, 0, 1))
    along = (v / row + 0.75 * np.abs(across)) % 1
    stitch: np.ndarray = leg * np.sqrt(np.clip(1 - (2 * along - 1) ** 2, 0, 1))
    return stitch.astype(np.float32)


def rib(u: np.ndarray, period: float) -> np.ndarray:
    """Ridges, ``period`` apart."""
    return np.abs(np.sin(np.pi * u / period)).astype(np.float32) ** 0.6
