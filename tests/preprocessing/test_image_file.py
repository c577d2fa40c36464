import io

import numpy as np
import pytest
from PIL import Image

from cnn.errors import UnusableImage
from cnn.preprocessing.image_file import WORKING_SIDE, open_picture, pixels


def as_file(picture, kind="PNG", **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def test_pixels_are_colors_of_a_limited_size():
    color = pixels(open_picture(as_file(Image.new("RGB", (1000, 500), "red"))))
    assert color.shape == (WORKING_SIDE // 2, WORKING_SIDE, 3)
    assert color.dtype == np.uint8
    assert (color == (255, 0, 0)).all()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGBA", "CMYK", "I;16", "I"])
def test_every_mode_becomes_colors(mode):
    assert pixels(Image.new(mode, (40, 30))).shape == (30, 40, 3)


def test_transparent_is_white():
    assert (pixels(Image.new("RGBA", (40, 40), (0, 0, 0, 0))) == 255).all()


def test_a_crop_is_given_in_shares_of_the_sides():
    picture = Image.new("RGB", (100, 50), "black")
    picture.paste("white", (50, 0, 100, 50))
    assert (pixels(picture, (0.5, 0, 1, 1)) == 255).all()
    assert pixels(picture, (0, 0, 0.5, 0.5)).shape == (25, 50, 3)


def test_a_phone_photo_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    data = as_file(Image.new("RGB", (80, 40)), "JPEG", exif=exif)
    assert open_picture(data).size == (40, 80)


@pytest.mark.parametrize("data", [b"no picture", b""])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(UnusableImage, match="not a picture"):
        open_picture(data)


def test_a_damaged_picture_is_refused():
    noise = np.random.default_rng(1).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    data = as_file(Image.fromarray(noise))
    with pytest.raises(UnusableImage, match="damaged"):
        open_picture(data[: len(data) // 2])


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnusableImage, match=r"nowhere\.png"):
        open_picture(tmp_path / "nowhere.png")


def test_a_crop_of_a_tiny_picture_leaves_a_pixel() -> None:
    assert pixels(Image.new("RGB", (10, 10)), (0.15, 0, 0.25, 1)).shape[1] >= 1


def test_damaged_exif_does_not_cost_the_photo() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(buffer, "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff")
    assert open_picture(buffer.getvalue()).size == (40, 30)
