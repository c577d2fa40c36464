"""Small picture files, and parts to put into them."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image


def encode(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def heic(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    pillow_heif.from_pillow(picture).save(file, quality=90)
    return file.getvalue()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum


def with_chunk(png: bytes, chunk: bytes, before: bytes) -> bytes:
    start = png.index(before) - 4
    return png[:start] + chunk + png[start:]


def half_black(size: tuple[int, int] = (40, 30)) -> Image.Image:
    """The left half black, the right half white."""
    picture = Image.new("RGB", size, "white")
    picture.paste("black", (0, 0, size[0] // 2, size[1]))
    return picture


def is_half_black(picture: Image.Image) -> bool:
    gray = np.asarray(picture.convert("L"))
    middle = gray.shape[1] // 2
    return bool(gray[:, : middle - 3].max() < 20 and gray[:, middle + 3 :].min() > 235)
