import numpy as np
import pytest

from cnn.data.dataset import Dataset, generate
from cnn.data.labels import CLASS_NAMES
from tools.composed_photos import SIDE, ComposedPhoto, compose, pair

T_SHIRT = CLASS_NAMES.index("T-shirt/top")
SNEAKER = CLASS_NAMES.index("Sneaker")


@pytest.fixture(scope="module")
def generated() -> Dataset:
    return generate()


def t_shirt() -> np.ndarray:
    image = np.zeros((28, 28), np.uint8)
    image[2:26, 8:20] = 200
    image[2:9, 3:25] = 180
    return image


def photos(label: int = T_SHIRT, count: int = 40) -> list[ComposedPhoto]:
    found = [compose(t_shirt(), label, np.random.default_rng(seed)) for seed in range(count)]
    return [photo for photo in found if photo is not None]


def test_a_photo_has_a_garment_and_surroundings() -> None:
    for photo in photos():
        assert photo.color.dtype == np.uint8
        assert photo.color.shape == (*photo.mask.shape, 3)
        assert max(photo.mask.shape) == 2 * SIDE
        assert 0.03 < photo.mask.mean() < 1


def test_the_same_seed_composes_the_same_photo() -> None:
    first, second = (compose(t_shirt(), T_SHIRT, np.random.default_rng(5)) for _ in range(2))
    assert first is not None and second is not None
    np.testing.assert_array_equal(first.color, second.color)


def test_some_are_worn_and_no_two_are_alike() -> None:
    composed = photos()
    assert 5 < sum(photo.worn for photo in composed) < 25
    assert len({photo.color.tobytes() for photo in composed}) == len(composed)


def test_the_mask_is_the_garment() -> None:
    """Most masks have about its shape: as wide as the sleeves at the top, narrower below."""
    wider_at_the_top = [
        photo.mask[: len(photo.mask) // 2].any(axis=0).sum()
        >= photo.mask[len(photo.mask) // 2 :].any(axis=0).sum()
        for photo in photos()
    ]
    assert np.mean(wider_at_the_top) > 0.8


def test_an_empty_image_makes_no_photo() -> None:
    empty = np.zeros((28, 28), np.uint8)
    assert compose(empty, T_SHIRT, np.random.default_rng(0)) is None


def test_a_pair_has_two_of_a_shoe() -> None:
    shoe = np.zeros((28, 28), np.float32)
    shoe[16:24, :] = 0.8
    shoe[10:16, 16:] = 0.6
    for seed in range(20):
        two = pair(shoe, np.random.default_rng(seed))
        assert two.shape == (28, 28)
        assert two.min() >= 0 and two.max() <= 1.0001
        assert np.count_nonzero(two) > 100


@pytest.mark.parametrize("label", range(10), ids=CLASS_NAMES)
def test_every_class_can_be_composed(label: int, generated: Dataset) -> None:
    chosen = np.flatnonzero(generated.training.labels == label)[:10]
    composed = [
        compose(generated.training.images[number], label, np.random.default_rng(number))
        for number in chosen
    ]
    assert sum(photo is not None for photo in composed) > 5
