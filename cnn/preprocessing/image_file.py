"""A picture file, opened without trusting it, and its pixels."""

import io
import math
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from cnn.errors import UnusableImage

WORKING_SIDE = 280
"""Pictures are shrunk to this longest side first: ten pixels for each that is kept."""

MOST_PIXELS = 50_000_000
"""A picture with more is refused before it is unpacked."""

TOO_LARGE = "This picture has more than 50 million pixels. Make it smaller and try again."

Box = tuple[float, float, float, float]
"""Left, top, right and bottom as shares of width and height, 0..1."""


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
            raise UnusableImage(TOO_LARGE)
        # A JPEG is unpacked at a fraction of its size where that is enough.
        picture.draft(None, (2 * WORKING_SIDE, 2 * WORKING_SIDE))
        picture.load()
    except Image.DecompressionBombError as error:
        raise UnusableImage(TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise UnusableImage(
            "This file is not a picture that can be read. Use a PNG or JPEG file."
        ) from error
    except FileNotFoundError as error:
        raise UnusableImage(f"There is no file {source!s}. Check its name.") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnusableImage(
            "This picture is damaged or cut off. Save it again as PNG or JPEG and retry."
        ) from error
    return _upright(picture)


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:
        # Damaged EXIF fails in many ways, and should not cost the photo.
        return picture


def pixels(picture: Image.Image, crop: Box | None = None) -> np.ndarray:
    """The colors, uint8 (h, w, 3), cropped, shrunk to 280, on white where transparent."""
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        # Pillow would clip sixteen bits to eight rather than scale them.
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
        raise UnusableImage("The crop leaves nothing. Move its ends apart.")
    return box
