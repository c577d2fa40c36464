import numpy as np
import pytest
from PIL import Image

from cnn.errors import UnusableImage
from cnn.preprocessing.pixels import pixels, rgba_pixels
from tests.preprocessing.picture_files import half_black


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


def test_transparency_is_kept_for_the_preparation_and_not_for_the_page() -> None:
    picture = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    assert (rgba_pixels(picture)[..., 3] == 0).all()
    assert pixels(picture).shape == (30, 40, 3)
