"""Standard augmentation of small images: mirroring, shifting and cutout."""

import tensorflow as tf

from cnn.data.labels import IMAGE_SIDE
from cnn.nn.augmentation.rng import RandomStream

MAX_SHIFT = 2
"""Pixels, in each direction."""

CUTOUT_SIDE = 8
"""Pixels."""


def cutout(images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Mirrors half of the images, shifts all of them and blacks out a square in each.

    The square is centered on any pixel, so part of it may lie outside the image. Cutout is from
    DeVries and Taylor (arxiv.org/abs/1708.04552).

    Args:
        images: float32 (b, 28, 28, 1) in 0..1.
        masks: not used; all augmentations have the same signature.
        labels: not used.
        seed: integers (2,).

    Returns:
        float32 (b, 28, 28, 1) in 0..1.
    """
    rng = RandomStream(seed, tf.shape(images)[0])
    images = tf.where(rng.chance(0.5)[..., tf.newaxis], images[:, :, ::-1], images)
    images = _shift(images, rng)
    return tf.where(_random_squares(rng), 0.0, images)


def _shift(images: tf.Tensor, rng: RandomStream) -> tf.Tensor:
    """Shifts by whole pixels, up to MAX_SHIFT; the gap is filled with background."""
    shifted = tf.pad(images, ((0, 0), (MAX_SHIFT, MAX_SHIFT), (MAX_SHIFT, MAX_SHIFT), (0, 0)))
    for axis in (1, 2):
        start = tf.cast(rng.uniform(0, 2 * MAX_SHIFT + 1)[:, 0], tf.int32)
        shifted = tf.gather(shifted, start + tf.range(IMAGE_SIDE), axis=axis, batch_dims=1)
    return shifted


def _random_squares(rng: RandomStream) -> tf.Tensor:
    """Bool (b, 28, 28, 1), true inside one square per image."""
    pixels = tf.range(IMAGE_SIDE, dtype=tf.float32)
    rows, columns = (
        tf.abs(pixels - rng.uniform(0, IMAGE_SIDE)[..., 0]) < CUTOUT_SIDE / 2 for _ in "yx"
    )
    return rows[:, :, tf.newaxis, tf.newaxis] & columns[:, tf.newaxis, :, tf.newaxis]
