"""Opens picture files from untrusted sources, and reads their pixels."""

import io
import math
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from cnn.errors import UnusableImage

WORKING_SIDE = 280
"""Longest side, in pixels, to which pictures are scaled down first: ten times 28."""

MAX_PIXELS = 50_000_000
"""Pictures with more pixels are refused before they are decoded."""

TOO_LARGE = "This picture has more than 50 million pixels. Scale it down and try again."

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of the part to keep, relative to width and height, in 0..1."""


def open_picture(source: Path | bytes) -> Image.Image:
    """The picture in a PNG or JPEG file, in any mode, rotated as its EXIF data says.

    Raises:
        UnusableImage: the file is missing, damaged, too large, or no picture.
    """
    try:
        # Reads only the header: the size is known before anything is decoded.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(
                io.BytesIO(source) if isinstance(source, bytes) else source, formats=("PNG", "JPEG")
            )
        if picture.width * picture.height > MAX_PIXELS:
            raise UnusableImage(TOO_LARGE)
        # Decodes a large JPEG at a fraction of its size.
        picture.draft(None, (2 * WORKING_SIDE, 2 * WORKING_SIDE))
        picture.load()
    except Image.DecompressionBombError as error:
        raise UnusableImage(TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise UnusableImage(
            "This file is not a picture that can be read. Use a PNG or JPEG file."
        ) from error
    except FileNotFoundError as error:
        raise UnusableImage(f"There is no file {source!s}. Check the name.") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnusableImage(
            "This picture is damaged or incomplete. Save it again as PNG or JPEG and retry."
        ) from error
    return _upright(picture)


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:
        # Damaged EXIF data raises many kinds of errors; the photo is good without it.
        return picture


def pixels(picture: Image.Image, crop: Box | None = None) -> np.ndarray:
    """The RGB pixels, uint8 (h, w, 3), cropped, scaled down to 280, transparency turned white."""
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        # Pillow would clip values above 255 rather than scale them.
        wide = np.asarray(picture, dtype=np.float32)
        picture = Image.fromarray((wide * (255 / max(float(wide.max()), 1))).astype(np.uint8))
    if crop is not None:
        picture = picture.crop(_in_pixels(crop, picture.size))
    transparent = picture.has_transparency_data
    if picture.mode not in ("RGB", "RGBA", "L"):
        picture = picture.convert("RGBA" if transparent else "RGB")
    else:
        picture = picture.copy()
    picture.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    if transparent:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return np.asarray(picture.convert("RGB"))


def _in_pixels(crop: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    width, height = size
    left, right = (min(max(share, 0), 1) * width for share in (crop[0], crop[2]))
    top, bottom = (min(max(share, 0), 1) * height for share in (crop[1], crop[3]))
    box = math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)
    if box[2] <= box[0] or box[3] <= box[1]:
        raise UnusableImage("The crop is empty. Make it larger.")
    return box
