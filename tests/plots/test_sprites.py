import io

import numpy as np
import pytest
from PIL import Image

from cnn.data.labels import CLASS_NAMES
from cnn.plots.sprites import CLASS_COLORS, as_transparency, columns_of, sheet


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (4, 2), (5, 3), (60, 8), (2000, 45)])
def test_a_sheet_is_about_square(count: int, columns: int) -> None:
    assert columns_of(count) == columns


@pytest.mark.parametrize("count", [1, 5, 60])
def test_each_garment_is_in_its_place_on_the_sheet(count: int) -> None:
    images = np.random.default_rng(0).integers(0, 256, (count, 28, 28)).astype(np.uint8)
    columns = columns_of(count)
    pixels = sheet(images)
    assert pixels.shape == (28 * -(-count // columns), 28 * columns)
    for index, image in enumerate(images):
        row, column = 28 * (index // columns), 28 * (index % columns)
        np.testing.assert_array_equal(pixels[row : row + 28, column : column + 28], image)
    assert pixels.sum() == images.sum(dtype=int), "and nothing else"


def test_brightness_becomes_opacity() -> None:
    brightness = np.zeros((28, 56), np.uint8)
    brightness[4:24, 8:20] = 220
    brightness[4:24, 36:48] = 110
    picture = Image.open(io.BytesIO(as_transparency(brightness)))
    assert (picture.format, picture.mode, picture.size) == ("WEBP", "RGBA", (56, 28))
    pixels = np.asarray(picture).astype(int)
    assert np.abs(pixels[..., 3] - brightness).max() <= 16


def luminance(color: tuple[int, ...]) -> float:
    """By WCAG 2."""
    shares = np.array(color) / 255
    linear = np.where(shares <= 0.03928, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))


@pytest.mark.parametrize("page", ["#ffffff", "#fcfbf9", "#14181a", "#0e1117"])
def test_every_class_has_a_color_that_is_seen_on_light_and_dark_pages(page: str) -> None:
    assert len(set(CLASS_COLORS)) == len(CLASS_NAMES)
    for color in CLASS_COLORS:
        dark, light = sorted((luminance(rgb(color)), luminance(rgb(page))))
        assert (light + 0.05) / (dark + 0.05) >= 3
