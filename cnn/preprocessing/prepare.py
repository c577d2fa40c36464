"""From any picture to what Fashion-MNIST would have made of it.

The dataset's own steps: background away, trim to the garment, longest side 28 pixels,
bounding box centered, light garment on black. Drawings and photos reach the first of them
on ways of their own. Each step's picture is kept for display.
"""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from PIL import Image

from cnn.data.labels import IMAGE_SIDE
from cnn.errors import UnusableImage
from cnn.preprocessing import outline
from cnn.preprocessing.image_file import Box, pixels
from cnn.preprocessing.segmentation import cut_out

FAINTEST = 0.1
"""A picture whose tones differ by less, on a scale of 0..1, is empty."""

SMALLEST_GARMENT = 20
"""Longest side in working pixels: a smaller thing is a dot, not a garment."""

FABRIC = 0.62
"""The tone that fills an outline: the mean of a Fashion-MNIST garment, 158 of 255."""

HOLLOW = 1.3
"""A drawing that encloses so many times what is drawn is still to be filled."""

PEN = 0.9
"""The tone of an outline: a garment's seams are about that much stronger than its fabric."""

CONTRAST = 0.19
"""The usual deviation of the tones within a garment of the dataset."""


@dataclass(frozen=True)
class Step:
    title: str
    picture: np.ndarray
    """Uint8, gray (h, w) or in color (h, w, 3)."""


@dataclass(frozen=True)
class PreparedImage:
    image: np.ndarray
    """Float32 (28, 28) in 0..1, background 0: what the network sees."""
    kind: Literal["drawing", "photo"]
    steps: tuple[Step, ...]
    warnings: tuple[str, ...]


def prepare(
    picture: Image.Image,
    *,
    fill: bool | None = None,
    mirrored: bool = False,
    crop: Box | None = None,
) -> PreparedImage:
    """What the network should see of ``picture``, and how it came about.

    ``fill`` gives what a drawing's outline encloses the tone of a fabric: yes, no, or
    (``None``) where the drawing is an outline. ``mirrored`` turns left and right round.
    ``crop`` is left, top, right, bottom as shares of the upright picture, 0..1.

    Raises:
        UnusableImage: an empty picture, or one with nothing larger than a dot.
    """
    color = pixels(picture, crop)
    if mirrored:
        color = np.ascontiguousarray(color[:, ::-1])
    if max(np.ptp(channel) for channel in cv2.split(color)) < FAINTEST * 255:
        raise UnusableImage("There is nothing here yet. Draw or show a garment.")
    ink = outline.find_ink(color)
    if ink is None:
        return _from_photo(color)
    return _from_drawing(color, ink, fill)


def _from_drawing(color: np.ndarray, ink: np.ndarray, fill: bool | None) -> PreparedImage:
    ink = ink / ink.max()
    drawn = ink > outline.INK
    box = _bounding_box(drawn)
    steps = [Step("As drawn", color), Step("Inverted and trimmed", _as_bytes(ink[box]))]
    warnings = []
    ink, drawn = ink[box], drawn[box]
    is_outline = outline.is_outline(drawn)
    hollow = outline.enclosed(drawn).sum() > HOLLOW * drawn.sum()
    if fill or (fill is None and (is_outline or hollow)):
        lines, closed = outline.close_outline(drawn)
        if is_outline and not closed:
            warnings.append("The outline could not be closed. Join its ends, or fill it in.")
        steps.append(Step("Outline closed", _as_bytes(lines)))
        ink = np.where(outline.enclosed(lines), FABRIC, 0).astype(np.float32)
        ink[drawn] = PEN
        steps.append(Step("Filled", _as_bytes(ink)))
    return _finish(ink, "drawing", steps, warnings)


def _from_photo(color: np.ndarray) -> PreparedImage:
    mask, stands_out = cut_out(color)
    warnings = []
    if not stands_out:
        mask = np.ones_like(mask)
        warnings.append(
            "The garment could not be told from its background. Crop the picture, or use "
            "a plain background."
        )
    box = _bounding_box(mask)
    gray = cv2.cvtColor(color, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    steps = [
        Step("As photographed", color),
        Step("Garment found", np.where(mask[..., np.newaxis], color, 255 - (255 - color) // 6)),
    ]
    mask, ink = mask[box], 1 - gray[box]
    steps.append(Step("Trimmed and inverted", _as_bytes(ink * mask)))
    ink = _with_tones_of_dataset(ink, mask)
    steps.append(Step("Tones of the dataset", _as_bytes(ink)))
    return _finish(ink, "photo", steps, warnings)


def _with_tones_of_dataset(ink: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The same garment with the mean and the contrast that are usual in Fashion-MNIST."""
    inside = ink[mask]
    contrast = np.clip(CONTRAST / max(float(inside.std()), 1e-3), 0.5, 2)
    ink = FABRIC + (ink - inside.mean()) * contrast
    return np.where(mask, np.clip(ink, 0.05, 1), 0).astype(np.float32)


def _finish(
    ink: np.ndarray, kind: Literal["drawing", "photo"], steps: list[Step], warnings: list[str]
) -> PreparedImage:
    image = center(ink)
    steps.append(Step("28 x 28, centered", _as_bytes(image)))
    return PreparedImage(image, kind, tuple(steps), tuple(warnings))


def center(ink: np.ndarray) -> np.ndarray:
    """Longest side 28 pixels, the bounding box in the middle of a black 28x28 square."""
    scale = IMAGE_SIDE / max(ink.shape)
    height, width = (max(1, round(side * scale)) for side in ink.shape)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(ink, (width, height), interpolation=method)
    image = np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.float32)
    top, left = (IMAGE_SIDE - height) // 2, (IMAGE_SIDE - width) // 2
    image[top : top + height, left : left + width] = small
    return image


def _bounding_box(drawn: np.ndarray) -> tuple[slice, slice]:
    """The rows and columns with something in them."""
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if max(np.ptp(rows), np.ptp(columns)) + 1 < min(SMALLEST_GARMENT, *drawn.shape):
        raise UnusableImage("This is only a dot. Draw a garment that fills the square.")
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _as_bytes(tones: np.ndarray) -> np.ndarray:
    return (tones * 255.0).round().astype(np.uint8)
