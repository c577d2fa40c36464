import numpy as np
import pytest
import tensorflow as tf

from cnn.data.labels import IMAGE_SIDE
from cnn.nn.augmentation.cutout import CUTOUT_SIDE, MAX_SHIFT, cutout

BATCH = 400


def seed(number: int = 1) -> tf.Tensor:
    return tf.constant([number, 7], tf.int64)


def augment(images: np.ndarray, number: int = 1) -> np.ndarray:
    """Float32 images (b, 28, 28) in 0..1 to images of the same shape."""
    batch = tf.constant(images[..., np.newaxis])
    labels = tf.zeros(len(images), tf.uint8)
    augmented: np.ndarray = cutout(batch, tf.ones_like(batch), labels, seed(number)).numpy()
    assert augmented.shape == (*images.shape, 1)
    assert augmented.dtype == np.float32
    return augmented[..., 0]


def gray(count: int = BATCH) -> np.ndarray:
    return np.full((count, IMAGE_SIDE, IMAGE_SIDE), 0.6, np.float32)


def dots(count: int = BATCH) -> np.ndarray:
    """A bright pixel near the upper left corner and background elsewhere."""
    images = np.zeros((count, IMAGE_SIDE, IMAGE_SIDE), np.float32)
    images[:, 5, 3] = 1
    return images


def test_the_same_seed_gives_the_same_images() -> None:
    np.testing.assert_array_equal(augment(gray(), 1), augment(gray(), 1))
    assert np.abs(augment(gray(), 1) - augment(gray(), 2)).max() > 0.1


def test_pixels_are_moved_or_hidden_but_never_changed() -> None:
    assert set(np.unique(augment(gray()))) == {np.float32(0), np.float32(0.6)}


def test_half_of_the_images_are_mirrored() -> None:
    images, _, columns = np.nonzero(augment(dots()))
    assert len(images) > 0.8 * BATCH
    assert (columns > IMAGE_SIDE / 2).mean() == pytest.approx(0.5, abs=0.1)


def test_images_are_shifted_by_up_to_two_pixels_in_each_direction() -> None:
    _, rows, columns = np.nonzero(augment(dots()))
    left = np.where(columns > IMAGE_SIDE / 2, IMAGE_SIDE - 1 - columns, columns)
    shifts = set(range(-MAX_SHIFT, MAX_SHIFT + 1))
    assert set(rows - 5) == shifts
    assert set(left - 3) == shifts


def test_a_square_is_hidden_in_each_image() -> None:
    inside = slice(MAX_SHIFT, -MAX_SHIFT)  # what no shift can have made background
    hidden = augment(gray())[:, inside, inside] == 0
    for image in hidden[hidden.any(axis=(1, 2))]:
        rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
        assert max(len(rows), len(columns)) <= CUTOUT_SIDE
        assert image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all()
    assert (hidden.sum(axis=(1, 2)) == CUTOUT_SIDE**2).mean() > 0.3
    assert hidden.any(axis=(1, 2)).mean() > 0.8
    # Squares lie anywhere.
    assert hidden.mean(axis=0).min() > 0
