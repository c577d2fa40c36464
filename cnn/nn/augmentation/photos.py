"""Augmentation that makes images of the dataset look like photos that the lab has cut out.

For ``tf.data``: works on whole batches with TensorFlow operations and is reproducible from a seed.
"""

import math

import tensorflow as tf

from cnn.nn.augmentation.rng import RandomStream
from cnn.nn.augmentation.shapes import FOOTWEAR, SLEEVED, crop_and_center, damage, is_one_of
from cnn.nn.augmentation.warp import AXIS, half_sole, warp
from cnn.nn.augmentation.wearers import wearers
from cnn.preprocessing.pixels import GARMENT_MEAN, GARMENT_STD

WORN, UNCUT = 0.3, 0.25
"""Shares of the photos that show a part of the person too, and of those that were not cut out."""

DARKEST = 0.05
"""What ``cnn.preprocessing`` makes of a garment's darkest pixels."""


def photograph(
    images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
) -> tf.Tensor:
    """Photos: other cloth, shading and grain, an imperfect segmentation, and at times a person.

    Args:
        images: float32 (b, 28, 28) in 0..1.
        masks: from ``garment_masks``, float32 (b, 28, 28) in 0..1.
        labels: (b,).
        seed: integers (2,).

    Returns:
        float32 (b, 28, 28) in 0..1. The labels still apply.
    """
    rng = RandomStream(seed, tf.shape(images)[0])
    images, garment = _posed(images, masks, labels, rng)
    garment = damage(garment, rng, probability=0.4)
    person = tf.where(rng.chance(WORN), wearers(labels, rng) * (1 - garment), 0.0)
    cut_out = tf.maximum(garment, person)
    uncut = rng.chance(UNCUT)
    tones = tf.where(
        person > 0, rng.uniform(0.1, 0.9) + 0.1 * rng.field(4), _cloth(images, garment, rng)
    )
    tones = tf.where(uncut & (cut_out < 0.5), _ground(rng), tones)
    shown = tf.where(uncut, tf.ones_like(cut_out), cut_out)
    photo = tf.clip_by_value(_leveled(tones, shown), DARKEST, 1) * shown
    margin = tf.where(uncut, rng.uniform(-0.25, 0.12), 0.0)
    return crop_and_center(photo, cut_out, rng, margin)


def _posed(
    images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, rng: RandomStream
) -> tuple[tf.Tensor, tf.Tensor]:
    """The images, and what is seen of the garments, as people lay them down, (b, 28, 28) each."""
    footwear = is_one_of(labels, *FOOTWEAR)
    from_above = footwear & rng.chance(0.4)
    images, masks = warp(
        [images, tf.where(from_above, half_sole(masks), masks)],
        rng,
        tilt=tf.where(footwear, 0.3, 0.12),
        aspect=rng.normal(0.15),
        wobble=0.45,
        lift=0.1,
        sleeves=tf.where(is_one_of(labels, *SLEEVED) & rng.chance(0.4), rng.uniform(0, 1), 0),
        shortened=rng.uniform(1, 1.4),
        legs=tf.where(is_one_of(labels, "Trouser") & rng.chance(0.3), rng.uniform(0, 4), 0),
        from_above=from_above,
        pair=from_above & rng.chance(0.7),
    )
    # Half of the masks let the background show through holes and where the fabric is dark.
    return images, tf.where(from_above | rng.chance(0.5), masks, tf.minimum(masks, images * 8))


def _cloth(images: tf.Tensor, garment: tf.Tensor, rng: RandomStream) -> tf.Tensor:
    """Another tone and contrast, shading, patterns, bands, prints, folds and grain, (b, 28, 28)."""
    tones = tf.where(rng.chance(0.3), 1 - images, images)
    tones = rng.uniform(0.35, 0.85) + (tones - _mean(tones, garment)) * rng.uniform(0.3, 1.3)
    tones += rng.field(3) * rng.uniform(0, 0.15)
    tones += rng.field(10) * tf.where(rng.chance(0.3), rng.uniform(0, 0.3), 0.0)
    tones += rng.field(28) * rng.uniform(0, 0.08)
    tones += rng.field(4, 11) * tf.where(rng.chance(0.4), rng.uniform(0, 0.2), 0.0)
    tones += _stripes(rng) * tf.where(rng.chance(0.25), rng.uniform(0.05, 0.4), 0.0)
    tones += tf.where(rng.chance(0.15), _band(rng), 0.0)
    return tones + tf.where(rng.chance(0.25), _prints(rng), 0.0)


def _ground(rng: RandomStream) -> tf.Tensor:
    """What a garment lies on, (b, 28, 28)."""
    tones = rng.uniform(0, 1) + rng.field(2) * rng.uniform(0, 0.2)
    tones += rng.field(9) * rng.uniform(0, 0.15)
    return tones + _stripes(rng) * tf.where(rng.chance(0.3), rng.uniform(0, 0.3), 0.0)


def _stripes(rng: RandomStream) -> tf.Tensor:
    """Wavy stripes or checks of any width, mostly level or upright, (b, 28, 28) in -1..1."""
    x, y = AXIS, AXIS.transpose(0, 2, 1)
    upright = tf.where(rng.chance(0.5), 0.0, math.pi / 2)
    angle = tf.where(rng.chance(0.7), upright, rng.uniform(0, math.pi))
    frequency = 2 * math.pi / rng.uniform(2.2, 8)
    wavy = x * tf.cos(angle) + y * tf.sin(angle) + 0.6 * rng.field(3)
    stripes = tf.sin(wavy * frequency + rng.uniform(0, 2 * math.pi))
    across = tf.sin((x * tf.sin(angle) - y * tf.cos(angle)) * frequency)
    stripes = tf.where(rng.chance(0.3), (stripes + across) / 1.5, stripes)
    return tf.tanh(stripes * rng.uniform(1, 4))


def _band(rng: RandomStream) -> tf.Tensor:
    """A band from side to side, lighter or darker, (b, 28, 28), 0 elsewhere."""
    y = AXIS.transpose(0, 2, 1) - rng.uniform(-9, 4)
    inside = tf.cast((y > 0) & (y < rng.uniform(2, 7)), tf.float32)
    return tf.ones_like(AXIS) * inside * rng.uniform(-0.6, 0.6)


def _prints(rng: RandomStream) -> tf.Tensor:
    """An oval about the chest, lighter or darker, (b, 28, 28), 0 elsewhere."""
    x = (AXIS - rng.normal(1.5)) / rng.uniform(1.5, 5)
    y = (AXIS.transpose(0, 2, 1) - rng.uniform(-6, 4)) / rng.uniform(1.5, 6)
    inside = tf.cast(tf.square(x) + tf.square(y) < 1, tf.float32)
    return inside * (rng.uniform(-0.7, 0.7) + 0.4 * rng.field(14))


def _leveled(tones: tf.Tensor, shown: tf.Tensor) -> tf.Tensor:
    """With the mean and the contrast that the lab's preparation gives to what it has cut out."""
    mean = _mean(tones, shown)
    deviation = tf.sqrt(_mean(tf.square(tones - mean), shown))
    gain = tf.clip_by_value(GARMENT_STD / tf.maximum(deviation, 1e-3), 0.5, 2.0)
    return GARMENT_MEAN + (tones - mean) * gain


def _mean(tones: tf.Tensor, within: tf.Tensor) -> tf.Tensor:
    """(b, 1, 1)."""
    total = tf.reduce_sum(tones * within, (1, 2), keepdims=True)
    return tf.math.divide_no_nan(total, tf.reduce_sum(within, (1, 2), keepdims=True))
