"""From any picture to what Fashion-MNIST would have made of it.

The dataset's own steps: background away, trim to the garment, longest side 28 pixels,
bounding box centred, light garment on black. Each step's picture is kept for display.
"""

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from cnn.classes import IMAGE_SIDE
from cnn.errors import UnusableImage

WORKING_SIDE = 280
"""Pictures are shrunk to this longest side first: ten pixels for each that is kept."""

MOST_PIXELS = 50_000_000
"""A picture with more is refused before it is unpacked."""

INK = 0.12
"""How far from the background, on a scale of 0..1, a pixel counts as garment."""

SMALLEST_GARMENT = 20
"""Longest side in working pixels: a smaller thing is a dot, not a garment."""

OUTLINE_COVER = 0.5
"""An outline leaves more of its bounding box empty than this; a garment does not."""

FABRIC = 0.62
"""The tone that fills an outline: the mean of a Fashion-MNIST garment, 158 of 255."""


@dataclass(frozen=True)
class Step:
    title: str
    picture: np.ndarray
    """Uint8 (h, w), grey."""


@dataclass(frozen=True)
class PreparedImage:
    image: np.ndarray
    """Float32 (28, 28) in 0..1, background 0: what the network sees."""
    steps: tuple[Step, ...]
    warnings: tuple[str, ...]


def open_picture(source: Path | bytes) -> Image.Image:
    """The picture in a PNG or JPEG file, upright and unpacked, in whatever mode it has.

    Raises:
        UnusableImage: no picture, a damaged one, or one that is too large to unpack.
    """
    try:
        # Opening reads only the header, so that the size is known before anything is unpacked.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(
                io.BytesIO(source) if isinstance(source, bytes) else source, formats=("PNG", "JPEG")
            )
        if picture.width * picture.height > MOST_PIXELS:
            raise UnusableImage(
                f"This picture has {picture.width} x {picture.height} pixels, more than the lab "
                "can take. Make it smaller and try again."
            )
        # A JPEG is unpacked at a fraction of its size where that is enough.
        picture.draft(None, (2 * WORKING_SIDE, 2 * WORKING_SIDE))
        picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UnusableImage(
            "This file is not a picture that can be read. Use a PNG or JPEG file."
        ) from error
    except FileNotFoundError as error:
        raise UnusableImage(f"There is no file {source!s}. Check its name.") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnusableImage(
            "This picture is damaged or cut off. Save it again as PNG or JPEG and retry."
        ) from error
    return ImageOps.exif_transpose(picture)


def prepare(picture: Image.Image, fill: bool | None = None) -> PreparedImage:
    """What the network should see of ``picture``, and how it came about.

    ``fill`` closes an outline's inside with a fabric's tone: yes, no, or (``None``) where
    the picture is an outline.

    Raises:
        UnusableImage: an empty picture, or one with nothing larger than a dot.
    """
    grey = to_grey(picture)
    steps = [Step("In grey", _as_bytes(grey))]
    ink = remove_background(grey)
    left, top, right, bottom = _bounding_box(ink > INK)
    ink = ink[top:bottom, left:right]
    steps.append(Step("Inverted and trimmed", _as_bytes(ink)))
    if fill if fill is not None else is_outline(ink):
        ink = fill_outline(ink)
        steps.append(Step("Filled", _as_bytes(ink)))
    image = centre(ink)
    steps.append(Step("28 x 28, centred", _as_bytes(image)))
    return PreparedImage(image, tuple(steps), ())


def to_grey(picture: Image.Image) -> np.ndarray:
    """Brightness, float32 (h, w) in 0..1, on white where it is transparent, shrunk to 280."""
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        # Pillow would clip sixteen bits to eight rather than scale them.
        wide = np.asarray(picture, dtype=np.float32)
        picture = Image.fromarray((wide * (255 / max(float(wide.max()), 1))).astype(np.uint8))
    picture = picture.copy()
    picture.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return np.asarray(picture.convert("L"), dtype=np.float32) / 255


def remove_background(grey: np.ndarray) -> np.ndarray:
    """How far each pixel lies from the border's tone, scaled so that the farthest is 1."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = np.abs(grey - np.median(border))
    strongest = float(ink.max())
    if strongest < INK:
        raise UnusableImage("There is nothing here yet. Draw or show a garment.")
    return ink / strongest


def is_outline(ink: np.ndarray) -> bool:
    """Whether thin lines enclose emptiness, as in a drawing that nobody has filled in."""
    drawn = ink > INK
    return bool(drawn.mean() < OUTLINE_COVER and _enclosed(drawn).any())


def fill_outline(ink: np.ndarray) -> np.ndarray:
    """The same lines with everything that they enclose in the tone of a fabric."""
    return np.where(_enclosed(ink > INK), np.maximum(ink, FABRIC), ink).astype(np.float32)


def centre(ink: np.ndarray) -> np.ndarray:
    """Longest side 28 pixels, the bounding box in the middle of a black 28x28 square."""
    scale = IMAGE_SIDE / max(ink.shape)
    height, width = (max(1, round(side * scale)) for side in ink.shape)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(ink, (width, height), interpolation=method)
    image = np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.float32)
    top, left = (IMAGE_SIDE - height) // 2, (IMAGE_SIDE - width) // 2
    image[top : top + height, left : left + width] = small
    return image


def _bounding_box(drawn: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is drawn, the last two exclusive."""
    columns, rows = np.flatnonzero(drawn.any(axis=0)), np.flatnonzero(drawn.any(axis=1))
    left, right, top, bottom = columns[0], columns[-1] + 1, rows[0], rows[-1] + 1
    if max(right - left, bottom - top) < min(SMALLEST_GARMENT, *drawn.shape):
        raise UnusableImage("This is only a dot. Draw a garment that fills the square.")
    return left, top, right, bottom


def _enclosed(drawn: np.ndarray) -> np.ndarray:
    """What a flood from outside the picture does not reach, the lines aside: bool (h, w)."""
    flooded = np.pad(drawn.astype(np.uint8), 1)
    cv2.floodFill(flooded, None, (0, 0), 2)
    return flooded[1:-1, 1:-1] == 0


def _as_bytes(tones: np.ndarray) -> np.ndarray:
    return (tones * 255).round().astype(np.uint8)
