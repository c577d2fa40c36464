"""Silhouettes of garments, and how pictures of them are cropped. For ``tf.data``, whole batches."""

import numpy as np
import tensorflow as tf
from scipy import ndimage

from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.nn.augmentation.rng import RandomStream
from cnn.nn.augmentation.warp import extent

BACKGROUND_NOISE = 10
"""Pixels of the dataset up to this value, of 255, count as background."""

FOOTWEAR = ("Sandal", "Sneaker", "Ankle boot")
"""Classes that people also show from above, toes up, and in pairs."""

SLEEVED = ("T-shirt/top", "Pullover", "Coat", "Shirt")
"""Classes whose sleeves hang down in the dataset but are often spread out by people."""


def garment_masks(images: np.ndarray) -> np.ndarray:
    """The silhouettes of the garments, with holes filled.

    Args:
        images: uint8 (n, 28, 28).

    Returns:
        uint8 (n, 28, 28): 255 inside, 0 outside.
    """
    within_each_image = ndimage.generate_binary_structure(rank=2, connectivity=1)[np.newaxis]
    filled = ndimage.binary_fill_holes(images > BACKGROUND_NOISE, within_each_image)
    return np.where(filled, np.uint8(255), np.uint8(0))


def is_one_of(labels: tf.Tensor, *names: str) -> tf.Tensor:
    """Whether labels (b,) are of these classes: bool (b, 1, 1)."""
    chosen = tf.constant([name in names for name in CLASS_NAMES])
    return tf.gather(chosen, tf.cast(labels, tf.int32))[:, tf.newaxis, tf.newaxis]


def log_aspect(masks: tf.Tensor) -> tf.Tensor:
    """The logarithm of width / height, (b, 1, 1)."""
    (top, bottom), (left, right) = extent(masks, axis=2), extent(masks, axis=1)
    return tf.math.log((right - left + 1) / (bottom - top + 1))[:, tf.newaxis, tf.newaxis]


def dilate(masks: tf.Tensor) -> tf.Tensor:
    """Masks (b, 28, 28), one pixel larger in all eight directions."""
    return tf.nn.max_pool2d(masks[..., tf.newaxis], 3, 1, "SAME")[..., 0]


def erode(masks: tf.Tensor) -> tf.Tensor:
    """Masks (b, 28, 28), one pixel smaller in all eight directions."""
    return -dilate(-masks)


def damage(masks: tf.Tensor, rng: RandomStream, probability: float) -> tf.Tensor:
    """Faulty segmentation: parts of the garment are missing, nearby background is included."""
    missing = tf.cast(rng.field(6) > rng.uniform(1.4, 2.4), tf.float32)
    nearby = dilate(dilate(dilate(masks)))
    included = nearby * tf.cast(rng.field(6) > rng.uniform(1.2, 2.4), tf.float32)
    damaged = tf.maximum(masks * (1 - missing), included)
    return tf.where(rng.chance(probability), damaged, masks)


def crop_and_center(
    images: tf.Tensor, shown: tf.Tensor, rng: RandomStream, margin: float | tf.Tensor = 0.0
) -> tf.Tensor:
    """Scales the bounding box of what is ``shown`` to about 28 pixels and centers it.

    ``margin`` is the share of the box's longer side that is added to it, (b, 1, 1); negative ones
    take of it.
    """
    (top, bottom), (left, right) = extent(shown, axis=2), extent(shown, axis=1)
    longest = tf.maximum(bottom - top, right - left) + 1
    longest *= (1 + tf.abs(rng.normal(0.04)) + margin)[:, 0, 0]
    shift_y, shift_x = (rng.normal(0.3)[:, 0, 0] for _ in "yx")
    row, column = (top + bottom) / 2 + shift_y, (left + right) / 2 + shift_x
    half = (longest - 1) / 2
    boxes = tf.stack([row - half, column - half, row + half, column + half], axis=1)
    return tf.image.crop_and_resize(
        images[..., tf.newaxis],
        boxes / (IMAGE_SIDE - 1),
        tf.range(tf.shape(images)[0]),
        (IMAGE_SIDE, IMAGE_SIDE),
    )[..., 0]
