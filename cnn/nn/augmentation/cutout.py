"""Mirroring, shifting and cutout: the usual augmentation of small images."""

import tensorflow as tf

from cnn.data.labels import IMAGE_SIDE
from cnn.nn.augmentation.rng import RandomStream

SHIFT = 2
"""The most that an image is shifted, in pixels."""

HIDDEN = 8
"""The side of the square that is hidden, in pixels."""


def cutout(images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Half of the images mirrored, all shifted by up to two pixels, a square of each hidden.

    ``images`` is float32 (b, 28, 28, 1), ``seed`` integers (2,); masks and labels are not needed.
    Cutout is DeVries and Taylor's (arxiv.org/abs/1708.04552).
    """
    rng = RandomStream(seed, tf.shape(images)[0])
    images = tf.where(rng.chance(0.5)[..., tf.newaxis], images[:, :, ::-1], images)
    padded = tf.pad(images, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)))
    window = tf.range(IMAGE_SIDE)
    for axis in (1, 2):
        start = tf.cast(rng.uniform(0, 2 * SHIFT + 1)[:, 0], tf.int32)
        padded = tf.gather(padded, start + window, axis=axis, batch_dims=1)
    near = [
        tf.abs(tf.cast(window, tf.float32) - rng.uniform(0, IMAGE_SIDE)[..., 0]) < HIDDEN / 2
        for _ in "yx"
    ]
    hidden = near[0][:, :, tf.newaxis, tf.newaxis] & near[1][:, tf.newaxis, :, tf.newaxis]
    return tf.where(hidden, 0.0, padded)
