import io

import numpy as np
import pytest
from PIL import Image

from cnn.plots.garments import garment_png, percent


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def colors(png: bytes) -> set[tuple[int, int, int]]:
    pixels = np.asarray(opened(png).convert("RGB")).reshape(-1, 3)
    return {(int(red), int(green), int(blue)) for red, green, blue in np.unique(pixels, axis=0)}


def test_a_garment_is_dark_on_white_with_sharp_pixels() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[0, 1] = 255
    picture = np.asarray(opened(garment_png(image, scale=4)))
    assert picture.shape == (112, 112)
    assert (picture[:4, 4:8] == 0).all()
    assert (picture[:4, :4] == 255).all()


def test_floats_and_bytes_give_the_same_picture() -> None:
    image = np.arange(784).reshape(28, 28) % 256
    floats = garment_png((image / 255).astype(np.float32), scale=2)
    assert garment_png(image.astype(np.uint8), scale=2) == floats


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0, "0%"), (0.004, "<1%"), (0.5, "50%"), (0.994, "99%"), (0.995, ">99%"), (1, ">99%")],
)
def test_percentages_are_never_rounded_to_certainty(probability: float, text: str) -> None:
    assert percent(probability) == text
