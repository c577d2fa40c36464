"""Augmentation that makes images of the dataset look like users' drawings.

For ``tf.data``: works on whole batches with TensorFlow operations and is reproducible from a seed.
A drawing is the outline of a garment in the pose in which people draw it, some lines inside, and
the tones with which ``cnn.preprocessing`` fills outlines.
"""

import tensorflow as tf

from cnn.nn.augmentation.inner_lines import inner_lines
from cnn.nn.augmentation.rng import RandomStream
from cnn.nn.augmentation.shapes import (
    SLEEVED,
    crop_and_center,
    damage,
    dilate,
    erode,
    is_one_of,
    log_aspect,
)
from cnn.nn.augmentation.warp import AXIS, CENTER, extent, half_sole, warp
from cnn.preprocessing.pixels import GARMENT_MEAN, LINE_VALUE


def draw(images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Drawings: an outline and some inner lines over a flat tone.

    Args:
        images: float32 (b, 28, 28) in 0..1.
        masks: from ``garment_masks``, float32 (b, 28, 28) in 0..1.
        labels: (b,).
        seed: integers (2,).

    Returns:
        float32 (b, 28, 28) in 0..1. The labels still apply.
    """
    rng = RandomStream(seed, tf.shape(images)[0])
    images, masks, lines = _posed(images, masks, labels, rng)
    masks = damage(masks, rng, probability=0.05)
    dilated, eroded = dilate(masks), erode(masks)
    width = rng.uniform(0, 3)
    outside = width < 1
    outline = tf.where(
        outside, dilated - masks, tf.where(width < 2, masks - eroded, dilated - eroded)
    )
    seams = eroded * tf.cast(_gradient(images) > rng.uniform(0.25, 1.5), tf.float32)
    inside = tf.maximum(masks * lines, tf.where(rng.chance(0.3), seams, 0.0))
    flat = rng.chance(0.1)
    drawn = tf.where(flat, 0.0, tf.maximum(outline, inside))
    # Most outlines are filled by the lab; a few are filled by hand, or stay hollow.
    filled = rng.chance(0.7)
    hollow = rng.chance(0.2) & ~flat
    fill = tf.where(filled, GARMENT_MEAN, tf.where(hollow, 0.0, rng.uniform(0.4, 0.8)))
    ink = tf.where(rng.chance(0.75), rng.uniform(0.75, 1), rng.uniform(0.1, 0.5))
    ink = tf.where(filled, LINE_VALUE, tf.where(hollow, tf.maximum(ink, 0.5), ink))
    body = tf.maximum(masks, dilated * tf.cast(outside, tf.float32)) * fill
    drawing = body + drawn * (ink - body)
    return crop_and_center(drawing, drawing, rng)


def _posed(
    images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, rng: RandomStream
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """The images, masks and inner lines as people draw them, (b, 28, 28) each."""
    sandal = is_one_of(labels, "Sandal")
    from_above = sandal & rng.chance(0.6)
    spread = is_one_of(labels, *SLEEVED) & rng.chance(0.7)
    # Legs apart, and coats that are open at the front.
    trousers, coat = is_one_of(labels, "Trouser"), is_one_of(labels, "Coat")
    parted = (trousers & rng.chance(0.7)) | (coat & rng.chance(0.2))
    hooded = (coat | is_one_of(labels, "Pullover")) & rng.chance(0.15)
    masks = tf.maximum(masks, tf.where(hooded, _hood(masks, rng), 0.0))
    # People fill the canvas: drawings are closer to a square than garments are, bags most of all,
    # which would be shoes otherwise. Shoes stay flat.
    squarer = tf.where(is_one_of(labels, "Bag"), rng.uniform(0.4, 1.3), rng.uniform(0, 1.1))
    squarer = tf.where(is_one_of(labels, "Sneaker", "Ankle boot"), rng.uniform(-0.2, 0.5), squarer)
    posed = warp(
        [
            images,
            tf.where(from_above, half_sole(masks), masks),
            inner_lines(masks, labels, rng),
        ],
        rng,
        tilt=tf.where(sandal, 0.3, 0.1),
        aspect=tf.where(spread, 0.0, -log_aspect(masks) * squarer) + rng.normal(0.15),
        wobble=0.8,
        lift=0.2,
        sleeves=tf.where(spread, rng.uniform(0, 1.4), 0),
        # People shorten long sleeves, but not so much that a pullover becomes a T-shirt.
        shortened=tf.where(
            is_one_of(labels, "T-shirt/top"), rng.uniform(0.7, 1.5), rng.uniform(0.95, 1.4)
        ),
        legs=tf.where(parted, rng.uniform(0, 7), 0),
        from_above=from_above,
        pair=from_above & rng.chance(0.2),
    )
    return posed[0], posed[1], posed[2]


def _hood(masks: tf.Tensor, rng: RandomStream) -> tf.Tensor:
    """An oval above the shoulders, (b, 28, 28)."""
    top = extent(masks, axis=2)[0][:, tf.newaxis, tf.newaxis] - CENTER
    radius = rng.uniform(3, 5)
    x, y = AXIS / radius, (AXIS.transpose(0, 2, 1) - top - rng.uniform(-1, 2)) / (1.2 * radius)
    return tf.cast(tf.square(x) + tf.square(y) < 1, tf.float32)


def _gradient(images: tf.Tensor) -> tf.Tensor:
    """The magnitude of the Sobel gradient, (b, 28, 28)."""
    return tf.norm(tf.image.sobel_edges(images[..., tf.newaxis])[..., 0, :], axis=-1)
