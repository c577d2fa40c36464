import io
import os
import struct
import subprocess
import sys
import threading
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import ExifTags, Image, ImageDraw, ImageFile

from cnn.errors import UnusableImage
from cnn.preprocessing import image_file
from cnn.preprocessing.image_file import (
    MAX_SIDE,
    PICTURE_SUFFIXES,
    open_picture,
    pixels,
)


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


def test_too_little_memory_refuses_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: ImageFile.ImageFile) -> None:
        raise MemoryError

    data = encode(half_black())
    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)
    with pytest.raises(UnusableImage, match="too large"):
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


@pytest.mark.parametrize(
    "mode, size",
    [("1", (12000, 12000)), ("L", (12000, 12000)), ("RGB", (6000, 6000)), ("RGBA", (6000, 6000))],
)
def test_a_picture_that_takes_too_much_memory_is_refused_before_it_is_decoded(
    mode: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encode(Image.new(mode, size), compress_level=1)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(UnusableImage, match=r"more than 140 MB .* Scale it down"):
        open_picture(data)


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    header = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 2, 0, 0, 0)
    png = encode(half_black())
    bomb = png[:8] + png_chunk(b"IHDR", header) + png[33:]
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(UnusableImage, match="too large"):
        open_picture(bomb)


@pytest.mark.parametrize(
    "kind, side, options",
    [
        ("WEBP", 3000, {}),
        ("AVIF", 3900, {"speed": 10}),
        ("JPEG", 5000, {"progressive": True, "subsampling": 0}),
        ("TIFF", 3600, {"compression": "tiff_lzw", "tiffinfo": {278: 3600}}),
    ],
)
def test_decoders_that_need_more_memory_are_limited_earlier(
    kind: str, side: int, options: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encode(Image.new("RGB", (side, side)), kind, **options)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(UnusableImage, match="too large"):
        open_picture(data)


def test_a_large_jpeg_is_decoded_at_a_fraction_of_its_size() -> None:
    # As RGB it would take 390 MB.
    assert open_picture(encode(Image.new("RGB", (9900, 9900)), "JPEG")).size == (MAX_SIDE, MAX_SIDE)


MEASURE = """
import re, sys
from pathlib import Path
from cnn.preprocessing.image_file import open_picture
from cnn.preprocessing.prepare import prepare

def memory(kind):
    return int(re.search(kind + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1000

prepare(open_picture(Path(sys.argv[1])))
before = memory("VmRSS")
for file in sys.argv[2:]:
    Path("/proc/self/clear_refs").write_text("5")
    prepare(open_picture(Path(file)))
    print(file, round(memory("VmHWM") - before))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of the memory from /proc")
def test_a_picture_takes_at_most_160_megabytes(tmp_path: Path) -> None:
    def save(name: str, picture: Image.Image, **options: Any) -> Path:
        ImageDraw.Draw(picture).rectangle((1000, 1000, 2000, 2500), fill=0)
        picture.save(tmp_path / name, **options)
        return tmp_path / name

    deep = Image.fromarray(np.full((8000, 8300), 60000, np.uint16))
    small = save("small.png", Image.new("L", (3000, 3000), 255))
    large = [
        save("gray.png", Image.new("L", (11500, 11500), 255), compress_level=1),
        save("deep.png", deep, compress_level=1),
        save("color.png", Image.new("RGB", (5800, 5800), "white"), compress_level=1),
        save("alpha.png", Image.new("LA", (5800, 5800), (255, 255)), compress_level=1),
        save("photo.webp", Image.new("RGB", (2900, 2850), "white"), method=0),
        save("photo.avif", Image.new("RGB", (3700, 3700), "white"), speed=10),
        save("progressive.jpg", Image.new("RGB", (5600, 7400), "white"), progressive=True),
        save("strip.tif", Image.new("RGB", (3300, 3300), "white"), compression="tiff_lzw"),
    ]
    out = subprocess_output([sys.executable, "-c", MEASURE, small, *large])
    grown = {Path(file).name: int(mb) for file, mb in (line.split() for line in out.splitlines())}
    assert len(grown) == len(large)
    assert max(grown.values()) <= 160, grown


def subprocess_output(command: list[str | Path]) -> str:
    root = Path(image_file.__file__).parents[2]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


def test_pictures_are_decoded_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    load, running, most = ImageFile.ImageFile.load, 0, 0

    def watched(self: ImageFile.ImageFile) -> object:
        nonlocal running, most
        running += 1
        most = max(most, running)
        threading.Event().wait(0.02)
        running -= 1
        return load(self)

    data = encode(half_black())
    monkeypatch.setattr(ImageFile.ImageFile, "load", watched)
    threads = [threading.Thread(target=open_picture, args=[data]) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


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
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path, tmp_path / "pipe.png"):
        with pytest.raises(UnusableImage, match="not a file"):
            open_picture(path)


@pytest.mark.parametrize("size, shape", [((1000, 500), (140, 280, 3)), ((28, 20), (20, 28, 3))])
def test_pixels_are_scaled_down_to_the_working_size(
    size: tuple[int, int], shape: tuple[int, ...]
) -> None:
    color = pixels(Image.new("RGB", size, "red"))
    assert color.shape == shape
    assert color.dtype == np.uint8
    assert (color == (255, 0, 0)).all()


def test_a_crop_is_relative_to_width_and_height() -> None:
    picture = half_black((100, 50))
    assert (pixels(picture, (0.5, 0, 1, 1)) == 255).all()
    assert pixels(picture, (0, 0, 0.5, 0.25)).shape == (13, 50, 3)


def test_a_crop_beyond_the_picture_ends_at_its_edges() -> None:
    assert pixels(Image.new("RGB", (100, 50)), (-1, -1, 2, 2)).shape == (50, 100, 3)


def test_a_crop_keeps_every_pixel_that_it_touches() -> None:
    assert pixels(Image.new("RGB", (10, 10)), (0.15, 0.41, 0.25, 0.42)).shape == (1, 2, 3)


def test_an_empty_crop_is_refused() -> None:
    with pytest.raises(UnusableImage, match="crop is empty"):
        pixels(Image.new("RGB", (40, 40)), (0.5, 0, 0.5, 1))


def test_reading_pixels_leaves_the_picture_unchanged() -> None:
    picture = Image.new("RGB", (1000, 500))
    pixels(picture)
    assert picture.size == (1000, 500)
