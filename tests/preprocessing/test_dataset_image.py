import numpy as np
import pytest
from PIL import Image

from cnn.preprocessing.dataset_image import read_dataset_image


def shirt() -> np.ndarray:
    """A shaded T-shirt as in the dataset: uint8 (28, 28), light on black."""
    image = np.zeros((28, 28), np.uint8)
    image[2:10, 0:28] = image[2:26, 6:22] = 1
    shading = np.random.default_rng(1).integers(60, 250, (28, 28), dtype=np.uint8)
    return image * shading


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_an_image_of_the_dataset_is_read_as_it_is(mode: str) -> None:
    image = read_dataset_image(Image.fromarray(shirt()).convert(mode))
    assert image is not None
    assert image.dtype == np.float32
    np.testing.assert_array_equal(image, shirt().astype(np.float32) / 255)


def test_an_image_on_white_is_inverted() -> None:
    image = read_dataset_image(Image.fromarray(255 - shirt()))
    assert image is not None
    np.testing.assert_array_equal(image, shirt().astype(np.float32) / 255)


def test_other_sizes_are_not_of_the_dataset() -> None:
    assert read_dataset_image(Image.fromarray(shirt()).resize((56, 56))) is None
    assert read_dataset_image(Image.fromarray(shirt()[:, :27])) is None


def test_colored_or_transparent_pictures_are_not_of_the_dataset() -> None:
    colored = np.repeat(shirt()[..., np.newaxis], 3, axis=2)
    colored[..., 0] //= 2
    assert read_dataset_image(Image.fromarray(colored)) is None
    assert read_dataset_image(Image.fromarray(shirt()).convert("RGBA")) is None


@pytest.mark.parametrize("move", [(0, 4), (0, -4)])
def test_a_garment_that_is_not_centered_is_not_of_the_dataset(move: tuple[int, int]) -> None:
    dress = np.zeros((28, 28), np.uint8)
    dress[:, 8:20] = 200 - np.arange(28)[:, np.newaxis] * 5
    assert read_dataset_image(Image.fromarray(dress)) is not None
    assert read_dataset_image(Image.fromarray(np.roll(dress, move, (0, 1)))) is None
    assert read_dataset_image(Image.fromarray(np.roll(dress, move, (0, 1)).T)) is None


def test_a_small_garment_is_not_of_the_dataset() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[6:22, 6:22] = shirt()[6:22, 6:22]
    assert read_dataset_image(Image.fromarray(image)) is None


def test_an_outline_is_not_of_the_dataset() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[0:28, 8:20] = 255
    image[1:27, 9:19] = 0
    assert read_dataset_image(Image.fromarray(image)) is None


@pytest.mark.parametrize("value", [0, 128, 255])
def test_an_empty_image_is_not_of_the_dataset(value: int) -> None:
    assert read_dataset_image(Image.new("L", (28, 28), value)) is None


def test_noise_on_black_is_not_of_the_dataset() -> None:
    noise = np.random.default_rng(1).integers(0, 12, (28, 28), dtype=np.uint8)
    noise[:, :3] = noise[:, -3:] = 0
    assert read_dataset_image(Image.fromarray(noise)) is None
