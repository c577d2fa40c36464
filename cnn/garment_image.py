"""From any picture to what Fashion-MNIST would have made of it.

The dataset's own steps: background away, trim to the garment, longest side 28 pixels,
bounding box centred, light garment on black. Each step's picture is kept for display.
"""

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from cnn.classes import IMAGE_SIDE
from cnn.errors import UnusableImage

WORKING_SIDE = 280
"""Pictures are shrunk to this longest side first: ten pixels for each that is kept."""

MOST_PIXELS = 50_000_000
"""A picture with more is refused before it is unpacked."""

INK = 0.15
"""How far from the background, on a scale of 0..1, a pixel counts as garment."""

SMALLEST_GARMENT = 12
"""Pixels of the working picture: a smaller thing is a dot, not a garment."""


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
    warnings: tuple[str, ...] = ()


def open_picture(source: Path | bytes) -> Image.Image:
    """The picture in a PNG or JPEG file, upright and unpacked, in whatever mode it has.

    Raises:
        UnusableImage: no picture, a damaged one, or one that is too large to unpack.
    """
    try:
        # Opening reads only the header, so that the size is known before anything is unpacked.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(source) if isinstance(source, bytes) else source)
        if picture.width * picture.height > MOST_PIXELS:
            raise UnusableImage(
                f"This picture has {picture.width} x {picture.height} pixels, more than the lab "
                "can take. Make it smaller and try again."
            )
        picture.draft("RGB", (WORKING_SIDE * 2, WORKING_SIDE * 2))
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
