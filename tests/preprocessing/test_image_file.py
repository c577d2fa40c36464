import io
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageFile

from cnn.errors import UnusableImage
from cnn.preprocessing.image_file import WORKING_SIDE, open_picture, pixels


def encode(picture: Image.Image, kind: str = "PNG", exif: Image.Exif | bytes = b"") -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, exif=exif)
    return file.getvalue()


def test_large_pictures_are_scaled_down() -> None:
    color = pixels(open_picture(encode(Image.new("RGB", (1000, 500), "red"))))
    assert color.shape == (WORKING_SIDE // 2, WORKING_SIDE, 3)
    assert color.dtype == np.uint8
    assert (color == (255, 0, 0)).all()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGBA", "CMYK", "I;16", "I", "F"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    assert pixels(Image.new(mode, (40, 30))).shape == (30, 40, 3)


@pytest.mark.parametrize("dtype", [np.uint16, np.int32, np.float32])
def test_more_than_eight_bits_are_scaled_to_eight(dtype: type[np.generic]) -> None:
    gradient: np.ndarray = np.tile(np.linspace(0, 60000, 40), (30, 1)).astype(dtype)
    gray = pixels(Image.fromarray(gradient))[0, :, 0]
    np.testing.assert_allclose(gray, np.linspace(0, 255, 40), atol=1)


def test_transparency_becomes_white() -> None:
    assert (pixels(Image.new("RGBA", (40, 40), (0, 0, 0, 0))) == 255).all()
    assert (pixels(Image.new("RGBA", (40, 40), (0, 0, 0, 255))) == 0).all()


def test_a_crop_is_relative_to_width_and_height() -> None:
    picture = Image.new("RGB", (100, 50), "black")
    picture.paste("white", (50, 0, 100, 50))
    assert (pixels(picture, (0.5, 0, 1, 1)) == 255).all()
    assert pixels(picture, (0, 0, 0.5, 0.5)).shape == (25, 50, 3)


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


def test_a_phone_photo_is_rotated_upright() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # the camera was rotated by 90 degrees
    assert open_picture(encode(Image.new("RGB", (80, 40)), "JPEG", exif)).size == (40, 80)


def test_a_photo_with_damaged_exif_data_is_read() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.XResolution] = 72.0
    text_for_a_number = exif.tobytes().replace(b"\x01\x1a\x00\x05", b"\x01\x1a\x00\x02")
    assert text_for_a_number != exif.tobytes()
    data = encode(Image.new("RGB", (40, 30)), "JPEG", text_for_a_number)
    assert pixels(open_picture(data)).size == 40 * 30 * 3


@pytest.mark.parametrize("data", [b"no picture", b"", encode(Image.new("RGB", (40, 30)), "GIF")])
def test_files_other_than_png_and_jpeg_are_refused(data: bytes) -> None:
    with pytest.raises(UnusableImage, match="not a picture"):
        open_picture(data)


def test_a_truncated_picture_is_refused() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    data = encode(Image.fromarray(noise))
    with pytest.raises(UnusableImage, match="damaged"):
        open_picture(data[: len(data) // 2])


@pytest.mark.parametrize("size", [(8000, 7000), (10000, 10000), (14000, 14000)])
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encode(Image.new("1", size))
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(UnusableImage, match="50 million pixels"):
        open_picture(data)


def test_a_large_jpeg_is_decoded_at_a_fraction_of_its_size() -> None:
    picture = open_picture(encode(Image.new("RGB", (4480, 4480)), "JPEG"))
    assert picture.size == (560, 560)


def test_the_name_of_a_missing_file_is_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(UnusableImage, match=r"nowhere\.png"):
        open_picture(tmp_path / "nowhere.png")


def test_a_file_on_disk_is_read(tmp_path: Path) -> None:
    file = tmp_path / "garment.png"
    file.write_bytes(encode(Image.new("RGB", (40, 30))))
    assert open_picture(file).size == (40, 30)
