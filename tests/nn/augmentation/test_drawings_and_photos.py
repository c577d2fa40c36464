import numpy as np
import pytest
import tensorflow as tf

from cnn.nn.augmentation.cutout import cutout
from cnn.nn.augmentation.drawings import draw
from cnn.nn.augmentation.drawings_and_photos import DRAWN, PLAIN, drawings_and_photos
from cnn.nn.augmentation.photos import photograph
from tests.nn.augmentation.garment_variants import Variant, batch, seed


def test_the_same_seed_gives_the_same_images() -> None:
    once, again, other = (
        drawings_and_photos(*batch(), seed(number)).numpy() for number in (1, 1, 2)
    )
    np.testing.assert_array_equal(once, again)
    assert np.abs(once - other).mean() > 0.01


@pytest.mark.parametrize("augment", [draw, photograph])
def test_drawings_and_photos_have_shape_and_range_of_images_and_depend_on_the_seed(
    augment: Variant,
) -> None:
    images, masks, labels = batch()
    once, again, other = (
        augment(images[..., 0], masks[..., 0], labels, seed(number)).numpy() for number in (1, 1, 2)
    )
    np.testing.assert_array_equal(once, again)
    assert np.abs(once - other).mean() > 0.01
    assert once.shape == (40, 28, 28)
    assert once.dtype == np.float32
    assert once.min() >= 0
    assert once.max() <= 1


def test_part_of_the_batch_is_plain_part_drawn_and_part_photographed() -> None:
    images, masks, labels = batch(40)
    augmented = drawings_and_photos(images, masks, labels, seed())
    first_drawing, first_photo = round(40 * PLAIN), round(40 * (PLAIN + DRAWN))
    plain = slice(first_drawing)
    expected = cutout(images[plain], masks[plain], labels[plain], seed() + 2)
    np.testing.assert_array_equal(augmented[plain], expected)
    for part, augment, part_seed in (
        (slice(first_drawing, first_photo), draw, seed()),
        (slice(first_photo, None), photograph, seed() + 1),
    ):
        expected = augment(images[part, ..., 0], masks[part, ..., 0], labels[part], part_seed)
        np.testing.assert_array_equal(augmented[part, ..., 0], expected)


def test_all_pixels_are_in_range() -> None:
    augmented = drawings_and_photos(*batch(), seed()).numpy()
    assert augmented.shape == (40, 28, 28, 1)
    assert augmented.dtype == np.float32
    assert np.isfinite(augmented).all()
    assert augmented.min() >= 0
    assert augmented.max() <= 1


def test_an_empty_image_does_no_harm() -> None:
    empty = tf.zeros((4, 28, 28, 1))
    augmented = drawings_and_photos(empty, empty, tf.range(4), seed()).numpy()
    assert np.isfinite(augmented).all()
