"""Warps garments into the poses in which people draw and photograph them.

Works on whole batches with TensorFlow operations.
"""

import numpy as np
import tensorflow as tf

from cnn.data.labels import IMAGE_SIDE
from cnn.nn.augmentation.rng import RandomStream

VISIBLE = 0.1
"""Pixels above this value count as garment when its extent is measured."""

CENTER = (IMAGE_SIDE - 1) / 2

AXIS = (np.arange(IMAGE_SIDE, dtype=np.float32) - CENTER)[np.newaxis, np.newaxis]
"""Pixel coordinates relative to the center: (1, 1, 28)."""

SHOULDER = -9.0
"""The y coordinate of the shoulders in the dataset, in pixels from the center downward."""

OUTSIDE = 4.0 * IMAGE_SIDE
"""A coordinate outside the image."""


def warp(
    layers: list[tf.Tensor],
    rng: RandomStream,
    *,
    tilt: tf.Tensor,
    aspect: tf.Tensor,
    wobble: float,
    lift: float,
    sleeves: tf.Tensor,
    shortened: tf.Tensor,
    legs: tf.Tensor,
    from_above: tf.Tensor,
    pair: tf.Tensor,
) -> list[tf.Tensor]:
    """Applies the same random warp to all layers; half of the images are also mirrored.

    Args:
        layers: float32 (b, 28, 28) each. The second one is the garment mask.
        rng: the source of randomness.
        tilt: standard deviation of the rotation, radians, (b, 1, 1).
        aspect: the logarithm of the factor by which width / height changes, (b, 1, 1).
        wobble: size of the elastic deformation, pixels.
        lift: standard deviation of the slope by which the shoulders rise or fall.
        sleeves: the angle by which the sleeves are spread, radians, (b, 1, 1).
        shortened: how many times as long spread sleeves would be, (b, 1, 1).
        legs: the gap between the legs at the hem, pixels, (b, 1, 1).
        from_above: whether to show a shoe from above, bool (b, 1, 1).
        pair: whether to add the mirror image next to the garment, bool (b, 1, 1).

    Returns:
        The warped layers, float32 (b, 28, 28) each.
    """
    # x and y are where each output pixel is sampled from, relative to the center. The margin
    # makes room for parts that are pushed outward; it is cropped away afterwards.
    margin = 1.1 + 0.6 * tf.sin(sleeves)
    x, y = AXIS * margin, AXIS.transpose(0, 2, 1) * margin
    x = x + wobble * (rng.field(4) + 0.3 * rng.field(9))
    y = y + wobble * (rng.field(4) + 0.3 * rng.field(9))
    x, y = _rotate(x, y, rng.normal(1) * tilt)
    # Shrinking one side instead of stretching the other keeps everything inside the image.
    x, y = x * tf.maximum(tf.exp(-aspect), 1), y * tf.maximum(tf.exp(aspect), 1)
    y = y + tf.abs(x) * rng.normal(lift)
    x = x * (1 + rng.normal(0.1) * y / CENTER)
    x = tf.where(pair, 1.25 * tf.abs(x) - 8, x)
    x = tf.where(rng.chance(0.5), -x, x)
    x, y = _spread_sleeves(x, y, sleeves, shortened, rng.uniform(5.5, 8))
    x = _part_legs(x, y, legs, rng.uniform(-8, -3))
    sole_x, sole_y = _sole(x, y, layers[1], half_width=rng.uniform(5, 7))
    x, y = tf.where(from_above, sole_x, x), tf.where(from_above, sole_y, y)
    warped = sample(tf.stack(layers, axis=-1), x + CENTER, y + CENTER)
    return [warped[..., layer] for layer in range(len(layers))]


def _rotate(x: tf.Tensor, y: tf.Tensor, angle: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    return x * tf.cos(angle) + y * tf.sin(angle), y * tf.cos(angle) - x * tf.sin(angle)


def _spread_sleeves(
    x: tf.Tensor, y: tf.Tensor, angle: tf.Tensor, shortened: tf.Tensor, body: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """Rotates everything farther than ``body`` from the vertical axis outward at the shoulder."""
    outward, down = _rotate(tf.abs(x) - body, y - SHOULDER, -angle)
    # The body covers part of a sleeve that hangs down. Short ones are drawn thicker.
    outward, down = outward * 0.6 / (0.4 + 0.6 * shortened), down * shortened
    beside = (tf.abs(x) > body) & (angle > 0)
    armpit = beside & (outward < 0)
    spread_x = tf.sign(x) * tf.where(armpit, OUTSIDE, outward + body)
    return tf.where(beside, spread_x, x), tf.where(beside, down + SHOULDER, y)


def _part_legs(x: tf.Tensor, y: tf.Tensor, gap: tf.Tensor, crotch: tf.Tensor) -> tf.Tensor:
    """Opens a wedge of background between the legs, ``gap`` pixels wide at the hem."""
    wedge = gap / 2 * tf.maximum(y - crotch, 0) / (CENTER - crotch)
    between = (tf.abs(x) < wedge) & (wedge > 0)
    return tf.where(between, OUTSIDE, x - tf.sign(x) * wedge)


def half_sole(masks: tf.Tensor) -> tf.Tensor:
    """Masks (b, 28, 28) that ``_sole`` turns into ovals.

    They are ellipses around the bottom of each shoe, as wide as the image; ``_sole`` only uses the
    upper half, which is as high as the shoe.
    """
    top, bottom = (side[:, tf.newaxis, tf.newaxis] for side in extent(masks, axis=2))
    height = (bottom - CENTER - AXIS.transpose(0, 2, 1)) / (bottom - top + 1)
    return tf.cast(tf.square(height) + tf.square(AXIS / CENTER) < 1, tf.float32)


def _sole(
    x: tf.Tensor, y: tf.Tensor, masks: tf.Tensor, half_width: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """A shoe from above, toes up, made of its side view and the mirror image, sole to sole.

    Takes and returns the coordinates that pixels are sampled from, as in ``warp``.
    """
    top, bottom = (side[:, tf.newaxis, tf.newaxis] for side in extent(masks, axis=2))
    return y, bottom - CENTER - tf.abs(x) * (bottom - top) / half_width


def sample(pictures: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Bilinear sampling of pictures (b, 28, 28, c) at pixel positions (b, 28, 28); 0 outside."""
    # Three to four times as fast as Keras's map_coordinates.
    channels = pictures.shape[-1]
    # A border of one background pixel: positions outside the image are clipped to it.
    side = IMAGE_SIDE + 2
    flat = tf.reshape(tf.pad(pictures, [[0, 0], [1, 1], [1, 1], [0, 0]]), (-1, side**2, channels))
    x, y = (tf.clip_by_value(position + 1, 0, side - 1.001) for position in (x, y))
    left, top = tf.floor(x), tf.floor(y)
    right_weight, lower_weight = (x - left)[..., tf.newaxis], (y - top)[..., tf.newaxis]
    corner = tf.cast(top * side + left, tf.int32)
    at = [tf.gather(flat, corner + step, batch_dims=1) for step in (0, 1, side, side + 1)]
    upper = at[0] + (at[1] - at[0]) * right_weight
    lower = at[2] + (at[3] - at[2]) * right_weight
    return upper + (lower - upper) * lower_weight


def extent(images: tf.Tensor, axis: int) -> tuple[tf.Tensor, tf.Tensor]:
    """The first and last row (``axis=2``) or column (``axis=1``) of each garment: float32 (b,).

    For an empty image 0 and 27.
    """
    visible = tf.cast(tf.reduce_max(images, axis=axis) > VISIBLE, tf.int32)
    first = tf.argmax(visible, axis=1, output_type=tf.int32)
    last = IMAGE_SIDE - 1 - tf.argmax(visible[:, ::-1], axis=1, output_type=tf.int32)
    return tf.cast(first, tf.float32), tf.cast(last, tf.float32)
