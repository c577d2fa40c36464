"""Bends garments as people lay, wear and draw them: whole batches in TensorFlow operations."""

import numpy as np
import tensorflow as tf

from cnn.data.labels import IMAGE_SIDE
from cnn.nn.augmentation.rng import RandomStream

VISIBLE = 0.1
"""Tones above this belong to the garment when its extent is measured."""

MIDDLE = (IMAGE_SIDE - 1) / 2

AXIS = (np.arange(IMAGE_SIDE, dtype=np.float32) - MIDDLE)[np.newaxis, np.newaxis]
"""A row of pixels, counted from the middle: (1, 1, 28)."""

SHOULDER = -9.0
"""How far the shoulders lie below the middle of the dataset's images, in pixels."""

NOWHERE = 4.0 * IMAGE_SIDE
"""A place outside every image."""


def bend(
    layers: list[tf.Tensor],
    rng: RandomStream,
    *,
    tilt: tf.Tensor,
    aspect: tf.Tensor,
    wobble: float,
    lift: float,
    sleeves: tf.Tensor,
    legs: tf.Tensor,
    from_above: tf.Tensor,
    pair: tf.Tensor,
) -> list[tf.Tensor]:
    """Moves every pixel of the layers (b, 28, 28) alike: mirrored, tilted, stretched and so on.

    ``tilt`` is the usual angle in radians, ``aspect`` the logarithm by which width grows
    against height, ``wobble`` the usual offset in pixels, ``lift`` the usual slope of the
    shoulders, ``sleeves`` the angle by which they spread, ``legs`` how many pixels they part,
    ``from_above`` shows a shoe's sole and ``pair`` puts the mirror image beside; the tensors
    are (b, 1, 1). The second layer is the garment mask.
    """
    # From where a pixel comes, in pixels from the middle. The margin leaves room for what
    # the bending pushes outwards; trimming takes it away again.
    margin = 1.1 + 0.6 * tf.sin(sleeves)
    x, y = AXIS * margin, AXIS.transpose(0, 2, 1) * margin
    x = x + wobble * (rng.field(4) + 0.3 * rng.field(9))
    y = y + wobble * (rng.field(4) + 0.3 * rng.field(9))
    x, y = _turn(x, y, rng.normal(1) * tilt)
    # Stretched by shrinking the other side, so that nothing leaves the square.
    x, y = x * tf.maximum(tf.exp(-aspect), 1), y * tf.maximum(tf.exp(aspect), 1)
    y = y + tf.abs(x) * rng.normal(lift)
    x = x * (1 + rng.normal(0.1) * y / MIDDLE)
    x = tf.where(pair, 1.25 * tf.abs(x) - 8, x)
    x = tf.where(rng.chance(0.5), -x, x)
    x, y = _spread_sleeves(x, y, sleeves, rng.uniform(5.5, 8))
    x = _part_legs(x, y, legs, rng.uniform(-8, -3))
    sole_x, sole_y = _sole(x, y, layers[1], half_width=rng.uniform(5, 7))
    x, y = tf.where(from_above, sole_x, x), tf.where(from_above, sole_y, y)
    bent = sample(tf.stack(layers, axis=-1), x + MIDDLE, y + MIDDLE)
    return tf.unstack(bent, axis=-1)


def _turn(x: tf.Tensor, y: tf.Tensor, angle: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    return x * tf.cos(angle) + y * tf.sin(angle), y * tf.cos(angle) - x * tf.sin(angle)


def _spread_sleeves(
    x: tf.Tensor, y: tf.Tensor, angle: tf.Tensor, body: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """Turns what lies further than ``body`` from the middle outwards about the shoulder."""
    outwards, down = _turn(tf.abs(x) - body, y - SHOULDER, -angle)
    outwards = outwards * 0.6  # the body hides part of a sleeve that hangs
    beside = (tf.abs(x) > body) & (angle > 0)
    armpit = beside & (outwards < 0)
    spread_x = tf.sign(x) * tf.where(armpit, NOWHERE, outwards + body)
    return tf.where(beside, spread_x, x), tf.where(beside, down + SHOULDER, y)


def _part_legs(x: tf.Tensor, y: tf.Tensor, gap: tf.Tensor, crotch: tf.Tensor) -> tf.Tensor:
    """Opens a wedge of background below the crotch, ``gap`` pixels wide at the hem."""
    wedge = gap / 2 * tf.maximum(y - crotch, 0) / (MIDDLE - crotch)
    between = (tf.abs(x) < wedge) & (wedge > 0)
    return tf.where(between, NOWHERE, x - tf.sign(x) * wedge)


def half_sole(masks: tf.Tensor) -> tf.Tensor:
    """What ``_sole`` makes an oval of, as high as each shoe and as long as the image."""
    top, bottom = (side[:, tf.newaxis, tf.newaxis] for side in extent(masks, axis=2))
    height = (bottom - MIDDLE - AXIS.transpose(0, 2, 1)) / (bottom - top + 1)
    return tf.cast(tf.square(height) + tf.square(AXIS / MIDDLE) < 1, tf.float32)


def _sole(
    x: tf.Tensor, y: tf.Tensor, masks: tf.Tensor, half_width: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """A shoe from above, toes up: its side view and the mirror image of it, sole to sole.

    From where each pixel comes, as in ``bend``.
    """
    top, bottom = (side[:, tf.newaxis, tf.newaxis] for side in extent(masks, axis=2))
    return y, bottom - MIDDLE - tf.abs(x) * (bottom - top) / half_width


def sample(pictures: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Bilinear: pictures (b, 28, 28, c) at pixel positions (b, 28, 28), 0 beyond the edge."""
    channels = pictures.shape[-1]
    # One ring of background: positions beyond the edge are moved onto it.
    side = IMAGE_SIDE + 2
    flat = tf.reshape(tf.pad(pictures, [[0, 0], [1, 1], [1, 1], [0, 0]]), (-1, side**2, channels))
    x, y = (tf.clip_by_value(position + 1, 0, side - 1.001) for position in (x, y))
    left, top = tf.floor(x), tf.floor(y)
    right_share, low_share = (x - left)[..., tf.newaxis], (y - top)[..., tf.newaxis]
    corner = tf.cast(top * side + left, tf.int32)
    at = [tf.gather(flat, corner + step, batch_dims=1) for step in (0, 1, side, side + 1)]
    upper = at[0] + (at[1] - at[0]) * right_share
    lower = at[2] + (at[3] - at[2]) * right_share
    return upper + (lower - upper) * low_share


def extent(images: tf.Tensor, axis: int) -> tuple[tf.Tensor, tf.Tensor]:
    """The first and the last row (or column) with something visible, float32 (b,) each."""
    visible = tf.cast(tf.reduce_max(images, axis=axis) > VISIBLE, tf.int32)
    first = tf.argmax(visible, axis=1, output_type=tf.int32)
    last = IMAGE_SIDE - 1 - tf.argmax(visible[:, ::-1], axis=1, output_type=tf.int32)
    return tf.cast(first, tf.float32), tf.cast(last, tf.float32)
