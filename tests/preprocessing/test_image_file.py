import os
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageFile

from cnn.errors import UnusableImage
from cnn.preprocessing import image_file
from cnn.preprocessing.image_file import (
    MAX_SIDE,
    PICTURE_SUFFIXES,
    open_picture,
)
from tests.preprocessing.picture_files import (
    encode,
    half_black,
    heic,
    is_half_black,
    png_chunk,
    with_chunk,
)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF", "BMP", "TIFF", "GIF"])
def test_what_phones_and_browsers_save_is_opened(kind: str) -> None:
    picture = open_picture(encode(half_black(), kind))
    assert (picture.size, picture.mode) == ((40, 30), "RGB")
    assert is_half_black(picture)


def test_heic_photos_are_opened() -> None:
    picture = open_picture(heic(half_black((70, 50))))
    assert picture.size == (70, 50)
    assert is_half_black(picture)


def test_a_large_heic_photo_is_scaled_down() -> None:
    picture = open_picture(heic(half_black((2400, 1700))))
    assert picture.size == (MAX_SIDE, 793)
    assert is_half_black(picture)


def test_a_format_for_every_suffix(tmp_path: Path) -> None:
    for suffix in PICTURE_SUFFIXES:
        file = tmp_path / f"garment{suffix}"
        if suffix in (".heic", ".heif"):
            file.write_bytes(heic(half_black()))
        else:
            half_black().save(file, Image.registered_extensions()[suffix])
        assert is_half_black(open_picture(file)), suffix


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
@pytest.mark.parametrize("factor", [1, 60])
def test_every_mode_is_converted(mode: str, factor: int) -> None:
    size = (40 * factor, 30 * factor)
    picture = half_black(size).convert("L")
    if mode in ("I;16", "I", "F"):
        dtype = {"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]
        picture = Image.fromarray(np.asarray(picture).astype(dtype) * 200)
    else:
        picture = picture.convert("RGB").convert(mode)
    opened = open_picture(encode(picture, "TIFF" if mode in ("CMYK", "I", "F") else "PNG"))
    assert opened.mode == "RGB"
    assert is_half_black(opened)


@pytest.mark.parametrize("dtype", [np.uint16, np.int32, np.float32])
def test_more_than_eight_bits_are_scaled_to_eight(dtype: type[np.generic]) -> None:
    gradient: np.ndarray = np.tile(np.linspace(0, 60000, 40), (30, 1)).astype(dtype)
    gray = np.asarray(open_picture(encode(Image.fromarray(gradient), "TIFF")))[0, :, 0]
    np.testing.assert_allclose(gray, np.linspace(0, 255, 40), atol=1)


def test_values_that_are_no_numbers_become_black() -> None:
    values = np.full((30, 40), 0.5, np.float32)
    values[:, :10], values[:, 10:20], values[:, 20:30] = np.nan, -1, np.inf
    row = np.asarray(open_picture(encode(Image.fromarray(values), "TIFF")))[0, :, 0]
    assert (row[:20] == 0).all()
    assert (row[20:] == 255).all()


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparency_is_kept(mode: str) -> None:
    picture = Image.new(mode, (40, 30))
    picture.paste(Image.new(mode, (20, 30), "white"), (20, 0))
    alpha = np.asarray(open_picture(encode(picture)))[..., 3]
    assert (alpha[:, :20] == 0).all()
    assert (alpha[:, 20:] == 255).all()


@pytest.mark.parametrize("mode", ["L", "P", "RGB", "I;16"])
def test_a_color_that_stands_for_transparency_is_transparent(mode: str) -> None:
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(half_black().convert("L")).astype(np.uint16) * 257)
        data = with_chunk(encode(picture), png_chunk(b"tRNS", struct.pack(">H", 65535)), b"IDAT")
    else:
        picture = half_black().convert(mode)
        key = picture.getpixel((39, 0))
        data = encode(picture, transparency=key)
    alpha = np.asarray(open_picture(data))[..., 3]
    assert (alpha[:, 20:] == 0).all()
    assert (alpha[:, :20] == 255).all()


@pytest.mark.parametrize("size", [(1120, 40), (2000, 1500), (7001, 3), (3, 7001), (1121, 1120)])
def test_large_pictures_are_scaled_down_whatever_their_shape(size: tuple[int, int]) -> None:
    picture = Image.linear_gradient("L").resize(size)
    opened = open_picture(encode(picture))
    assert max(opened.size) == min(MAX_SIDE, max(size))
    assert min(opened.size) == pytest.approx(max(1, MAX_SIDE / max(size) * min(size)), abs=1)
    reference = np.asarray(picture.resize(opened.size, Image.Resampling.BOX), np.float32)
    assert np.abs(np.asarray(opened)[..., 0] - reference).max() < 12


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_a_phone_photo_is_turned_upright(kind: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # the camera was rotated by 90 degrees
    opened = open_picture(encode(half_black((80, 40)), kind, exif=exif))
    assert opened.size == (40, 80)
    assert np.asarray(opened)[:35].max() < 20


def test_a_photo_with_damaged_exif_data_is_read() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.XResolution] = 72.0
    text_for_a_number = exif.tobytes().replace(b"\x01\x1a\x00\x05", b"\x01\x1a\x00\x02")
    assert text_for_a_number != exif.tobytes()
    data = encode(Image.new("RGB", (40, 30)), "JPEG", exif=text_for_a_number)
    assert open_picture(data).size == (30, 40)


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0", b"Exif\0\0no tags", b"Exif\0\0II*\0\xff\xff\xff\xff"]
)
def test_a_photo_whose_exif_data_is_noise_is_read(exif: bytes) -> None:
    assert open_picture(encode(half_black(), "JPEG", exif=exif)).size == (40, 30)


def test_of_an_animation_the_first_frame_is_opened() -> None:
    frames = [half_black(), Image.new("RGB", (40, 30), "red")]
    for kind in ("GIF", "WEBP", "PNG"):
        data = encode(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert is_half_black(open_picture(data)), kind


METADATA = {
    "text": (b"zTXt", b"note\0\0" + zlib.compress(b"n" * 3_000_000)),
    "international text": (b"iTXt", b"note\0\1\0\0\0" + zlib.compress(b"n" * 3_000_000)),
    "color profile": (b"iCCP", b"profile\0\0" + zlib.compress(b"n" * 3_000_000)),
    "short color profile": (b"iCCP", b"x"),
    "damaged text": (b"zTXt", b"note\0\0no zlib"),
    "gamma of zero bytes": (b"gAMA", b""),
    "chunk of nobody": (b"quIx", b"1234"),
}


@pytest.mark.parametrize("name", METADATA)
@pytest.mark.parametrize("before", [b"IDAT", b"IEND"])
def test_metadata_does_not_matter(name: str, before: bytes) -> None:
    data = with_chunk(encode(half_black()), png_chunk(*METADATA[name]), before)
    assert is_half_black(open_picture(data))


@pytest.mark.parametrize(
    "data", [b"no picture", b"", b"%PDF-1.4", b"\0\0\0\x18ftypmp42" + bytes(99)]
)
def test_files_without_a_picture_are_refused(data: bytes) -> None:
    with pytest.raises(UnusableImage, match=r"not a picture.*PNG, JPEG, WebP, HEIC"):
        open_picture(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF", "BMP", "TIFF", "GIF", "HEIC"])
def test_a_truncated_picture_is_refused(kind: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    picture = Image.fromarray(noise)
    data = heic(picture) if kind == "HEIC" else encode(picture, kind)
    with pytest.raises(UnusableImage, match=r"damaged|not a picture"):
        open_picture(data[: len(data) // 2])


def test_whatever_a_decoder_raises_refuses_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: ImageFile.ImageFile) -> None:
        raise IndexError("index out of range")

    data = encode(half_black())
    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)
    with pytest.raises(UnusableImage, match="damaged"):
        open_picture(data)


def test_a_fault_of_ours_is_not_taken_for_a_damaged_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(image_file, "_strips", lambda size: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_picture(encode(half_black()))


def test_warnings_of_decoders_are_not_passed_on() -> None:
    palette = half_black().convert("P")
    data = encode(palette, transparency=bytes([0, 128] + [255] * 254))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert open_picture(data).mode == "RGBA"


def test_the_name_of_a_missing_file_is_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(UnusableImage, match=r"no file .*nowhere\.png"):
        open_picture(tmp_path / "nowhere.png")


@pytest.mark.parametrize("name", ["x" * 300 + ".png", "nul\0.png"])
def test_a_name_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnusableImage, match="cannot be opened"):
        open_picture(tmp_path / name)


def test_a_file_that_may_not_be_read_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    file = tmp_path / "garment.png"
    half_black().save(file)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnusableImage, match="cannot be opened: Permission denied"):
        open_picture(file)


def test_a_folder_or_a_pipe_is_not_a_file(tmp_path: Path) -> None:
    paths = [tmp_path]
    if hasattr(os, "mkfifo"):  # not on Windows
        paths.append(tmp_path / "pipe.png")
        os.mkfifo(paths[-1])
    for path in paths:
        with pytest.raises(UnusableImage, match="not a file"):
            open_picture(path)
