"""Opens picture files from untrusted sources within a bounded amount of memory.

Decoders are other people's code, fed by strangers: whatever one of them raises refuses that
picture. Only what runs inside of ``_decoding`` is treated that way.
"""

import contextlib
import io
import math
import stat
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps, JpegImagePlugin, UnidentifiedImageError

from cnn.errors import UnusableImage
from cnn.memory import free_memory

FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "BMP", "TIFF", "GIF")
"""The formats that Pillow decodes. HEIC files are decoded by pillow-heif."""

PICTURE_SUFFIXES = frozenset(
    f".{name}"
    for name in (
        *("png", "jpg", "jpeg", "jpe", "jfif", "webp", "heic", "heif", "avif", "bmp", "gif"),
        *("tif", "tiff"),
    )
)
"""Suffixes of the files that can be opened, in lower case."""

FORMATS_IN_WORDS = "PNG, JPEG, WebP, HEIC, AVIF, BMP, TIFF or GIF"

MAX_BYTES = 140_000_000
"""Memory that a picture may take while it is decoded. Checked before it is."""

RESERVE = 50_000_000
"""Bytes that must stay free while a picture is decoded."""

SMALL = 16_000_000
"""Bytes of a picture that is opened however little is free, such as a drawing."""

MAX_SIDE = 1120
"""Longest side of an opened picture, in pixels: a quarter of it still has 280."""

STRIP_PIXELS = 500_000
"""Pixels of a large picture that are converted and scaled down at a time."""

DAMAGED = "This picture is damaged or incomplete. Save it again as PNG or JPEG and try again."
NOT_A_PICTURE = f"This file is not a picture that can be read. Use a {FORMATS_IN_WORDS} file."
TOO_LARGE = (
    f"This picture is too large: it would take more than {MAX_BYTES // 1_000_000} MB of memory. "
    "Scale it down and try again."
)

TOO_LARGE_NOW = (
    "There is too little memory for this picture right now. Scale it down, or try again later."
)

PixelBox = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""

_one_at_a_time = threading.Lock()


def open_picture(source: Path | bytes) -> Image.Image:
    """The picture in a file, RGB or RGBA, upright, its longest side at most 1120 pixels.

    Larger pictures are scaled down. Of an animation, this is the first frame.

    Raises:
        UnusableImage: the file is missing, damaged, too large, or no picture.
    """
    file = source if isinstance(source, bytes) else _read(source)
    # Decoding takes much memory, and catching its warnings concerns the whole process.
    with _one_at_a_time:
        return _open_heif(file) if _is_heif(file) else _open(file)


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnusableImage(f"{path} is not a file. Choose a picture file.")
        _refuse_if_too_large(status.st_size)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnusableImage(f"There is no file {path}. Check the name.") from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnusableImage(
            f"{path} cannot be opened: {reason}. Check its name and its permissions."
        ) from error


@contextlib.contextmanager
def _decoding() -> Iterator[None]:
    """Turns whatever a decoder raises into a sentence, and keeps its warnings to itself."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except UnidentifiedImageError as error:
        raise UnusableImage(NOT_A_PICTURE) from error
    except (Image.DecompressionBombError, MemoryError) as error:
        raise UnusableImage(TOO_LARGE) from error
    except Exception as error:
        raise UnusableImage(DAMAGED) from error


def _open(file: bytes) -> Image.Image:
    with _decoding():
        # Reads only the header: the size is known before anything is decoded.
        picture = Image.open(io.BytesIO(_without_metadata(file)), formats=FORMATS)
        full_size = picture.size
        # Decodes a large JPEG at a fraction of its size.
        picture.draft(None, (MAX_SIDE, MAX_SIDE))
        needed = _decoded_bytes(picture, full_size)
    _refuse_if_too_large(len(file) + needed)
    with _decoding():
        picture.load()
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        # Pillow would clip values above 255 rather than scale them.
        peak = max(_peak(picture.crop(box)) for box in _strips(picture.size))
        small = _shrink(picture.size, lambda box: _deep_to_rgba(picture.crop(box), peak))
    else:
        small = _shrink(picture.size, lambda box: _to_rgba(picture.crop(box)))
    return _upright(small, picture)


def _without_metadata(file: bytes) -> bytes:
    """A PNG file with nothing but its pixels, transparency and orientation.

    Pillow refuses or trips over texts and color profiles that do not matter here. Any other file
    is returned as it is.
    """
    if not file.startswith(b"\x89PNG\r\n\x1a\n"):
        return file
    kept, start = [file[:8]], 8
    while start < len(file):
        end = start + 12 + int.from_bytes(file[start : start + 4])
        kind = file[start + 4 : start + 8]
        if kind[:1].isupper() or kind in (b"tRNS", b"eXIf"):
            kept.append(file[start:end])
        start = end
    return b"".join(kept)


def _refuse_if_too_large(size: float) -> None:
    if size > MAX_BYTES:
        raise UnusableImage(TOO_LARGE)
    free = free_memory() if size > SMALL else None
    if free is not None and size > free - RESERVE:
        raise UnusableImage(TOO_LARGE_NOW)


def _decoded_bytes(picture: Image.Image, full_size: tuple[int, int]) -> float:
    """The peak of the memory, in bytes, that it takes to decode a picture of ``full_size``.

    It may be decoded at a smaller size. The numbers for each format were measured.
    """
    width, height = full_size
    pixels = math.prod(picture.size)
    stored = {"1": 1, "L": 1, "P": 1}.get(picture.mode, 2 if "I;16" in picture.mode else 4) * pixels
    match picture.format:
        case "WEBP":
            return 16.5 * pixels
        case "AVIF":
            return 10 * pixels
        case "TIFF" if picture.info.get("compression") != "raw":
            # Decompresses a strip at a time, which may be the whole picture.
            rows = int(picture.getexif().get(ExifTags.Base.RowsPerStrip, height))
            return stored + 8 * width * min(rows, height)
        case "JPEG" | "MPO" if "progressive" in picture.info:
            # Keeps the coefficients of the whole picture, two bytes each.
            subsampled = {1: 2, 2: 1.5}.get(JpegImagePlugin.get_sampling(picture))
            return stored + 2 * width * height * (subsampled or len(picture.getbands()))
        case _:
            return stored


def _is_heif(file: bytes) -> bool:
    brands = file[8 : min(int.from_bytes(file[:4]), 256)]
    return file[4:8] == b"ftyp" and b"avif" not in brands and b"avis" not in brands


def _open_heif(file: bytes) -> Image.Image:
    # Seldom needed.
    import pillow_heif

    with _decoding():
        if not pillow_heif.is_supported(file):
            raise UnidentifiedImageError
        picture = pillow_heif.open_heif(file)
        size = picture.size
    _refuse_if_too_large(len(file) + 6 * math.prod(size))
    with _decoding():
        # Decodes it, and is a view of the result: Pillow would copy it.
        array = np.asarray(picture)[:, : size[0]]
    return _shrink(size, lambda box: _to_rgba(Image.fromarray(array[box[1] : box[3]])))


def _shrink(size: tuple[int, int], rgba_strip: Callable[[PixelBox], Image.Image]) -> Image.Image:
    """A picture of ``size``, given strip by strip, its longest side at most ``MAX_SIDE``."""
    across, down = _reduction(size)
    small = Image.new("RGBA", (math.ceil(size[0] / across), math.ceil(size[1] / down)))
    for box in _strips(size):
        small.paste(rgba_strip(box).reduce((across, down)), (0, box[1] // down))
    small.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.BOX)
    opaque = np.asarray(small.getchannel("A")).min() == 255
    return small.convert("RGB") if opaque else small


def _reduction(size: tuple[int, int]) -> tuple[int, int]:
    """How many pixels become one, across and down."""
    factor = max(1, max(size) // MAX_SIDE)
    return min(factor, size[0]), min(factor, size[1])


def _strips(size: tuple[int, int]) -> Iterator[PixelBox]:
    """Parts of a picture, small enough to be converted one after the other."""
    width, height = size
    _, down = _reduction(size)
    rows = down * max(1, STRIP_PIXELS // (width * down))
    for top in range(0, height, rows):
        yield 0, top, width, min(top + rows, height)


def _to_rgba(strip: Image.Image) -> Image.Image:
    with _decoding():  # not every mode can be converted
        return strip.convert("RGBA")


def _deep_to_rgba(strip: Image.Image, peak: float) -> Image.Image:
    """One channel of 16 or 32 bits, in 0..peak."""
    values = np.nan_to_num(np.asarray(strip, np.float32)).clip(0, peak)
    gray = Image.fromarray((values * (255 / max(peak, 1e-9))).astype(np.uint8))
    opaque = values != strip.info.get("transparency")
    return Image.merge("RGBA", [gray, gray, gray, Image.fromarray(opaque.astype(np.uint8) * 255)])


def _peak(strip: Image.Image) -> float:
    values = np.asarray(strip, np.float32)
    return float(np.max(values, where=np.isfinite(values), initial=0))


def _upright(small: Image.Image, original: Image.Image) -> Image.Image:
    """``small``, which was made from ``original``, turned as that one's EXIF data says."""
    try:
        orientation = original.getexif().get(ExifTags.Base.Orientation)
    except Exception:
        # Damaged EXIF data raises many kinds of errors; the photo is good without it.
        return small
    small.getexif()[ExifTags.Base.Orientation] = orientation
    return ImageOps.exif_transpose(small)
