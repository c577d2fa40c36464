"""Garments as pictures, and probabilities as labels."""

import io

import numpy as np
from PIL import Image


def garment_png(image: np.ndarray, scale: int) -> bytes:
    """A PNG of a garment in the article's color map, ``gray_r``: dark on white.

    ``image`` is uint8 (h, w) or float (h, w) in 0..1; each of its pixels becomes a square of
    ``scale`` pixels.
    """
    if image.dtype != np.uint8:
        image = (image * 255).round().astype(np.uint8)
    picture = Image.fromarray(255 - image).resize(
        (image.shape[1] * scale, image.shape[0] * scale), Image.Resampling.NEAREST
    )
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def percent(probability: float) -> str:
    """A probability, 0..1, as a short label that is never rounded to 0% or to 100%."""
    if 0 < probability < 0.01:
        return "<1%"
    if probability >= 0.995:
        return ">99%"
    return f"{probability:.0%}"
