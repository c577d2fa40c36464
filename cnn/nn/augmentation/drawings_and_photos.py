"""Augmentation that makes images of the dataset look like users' drawings and photos.

For ``tf.data``: works on whole batches with TensorFlow operations and is reproducible from a seed.
Part of each batch stays unchanged, so that the network still learns the dataset itself. The rest
becomes *drawings* (an outline filled with a flat tone) or *photos* (other tones, shading, texture
and an imperfect segmentation). Both are warped first. Afterwards they are cropped and centered, as
``cnn.preprocessing`` does with every picture.
"""

import numpy as np
import tensorflow as tf
from scipy import ndimage

from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.nn.augmentation.rng import RandomStream
from cnn.nn.augmentation.warp import AXIS, extent, half_sole, warp

UNCHANGED = 0.45
"""The fraction of a batch that stays as it is."""

DRAWN = 0.25
"""The fraction of a batch that becomes drawings; the rest becomes photos."""

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


def drawings_and_photos(
    images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
) -> tf.Tensor:
    """Turns some images of a batch into drawings and some into photos.

    Args:
        images: float32 (b, 28, 28, 1) in 0..1. The batch has to be shuffled: its first images
            stay unchanged.
        masks: from ``garment_masks``, float32 (b, 28, 28, 1) in 0..1.
        labels: (b,).
        seed: integers (2,).

    Returns:
        float32 (b, 28, 28, 1) in 0..1. The labels still apply.
    """
    images, masks = images[..., 0], masks[..., 0]
    size = tf.cast(tf.shape(images)[0], tf.float32)
    first_drawing = tf.cast(size * UNCHANGED, tf.int32)
    first_photo = tf.cast(size * (UNCHANGED + DRAWN), tf.int32)
    drawn, photographed = slice(first_drawing, first_photo), slice(first_photo, None)
    parts = [
        images[:first_drawing],
        draw(images[drawn], masks[drawn], labels[drawn], seed),
        photograph(images[photographed], masks[photographed], labels[photographed], seed + 1),
    ]
    return tf.concat(parts, axis=0)[..., tf.newaxis]


def draw(images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Drawings: an outline and some inner edges over a flat tone.

    Shapes and ranges as in ``drawings_and_photos``, but without the last axis.
    """
    rng = RandomStream(seed, tf.shape(images)[0])
    sandal = _is_one_of(labels, "Sandal")
    from_above = sandal & rng.chance(0.6)
    images, masks, front = warp(
        [images, tf.where(from_above, half_sole(masks), masks), _front(rng)],
        rng,
        tilt=tf.where(sandal, 0.3, 0.1),
        # People fill the canvas: drawings are closer to a square than garments are.
        aspect=-_log_aspect(masks) * rng.uniform(0, 1.1) + rng.normal(0.15),
        wobble=0.8,
        lift=0.2,
        sleeves=tf.where(_is_one_of(labels, *SLEEVED) & rng.chance(0.7), rng.uniform(0, 1.5), 0),
        legs=tf.where(_is_one_of(labels, "Trouser") & rng.chance(0.7), rng.uniform(0, 7), 0),
        from_above=from_above,
        pair=from_above & rng.chance(0.2),
    )
    masks = _damage(masks, rng, probability=0.15)
    dilated, eroded = _dilate(masks), _erode(masks)
    width = rng.uniform(0, 3)
    outside = width < 1
    outline = tf.where(
        outside, dilated - masks, tf.where(width < 2, masks - eroded, dilated - eroded)
    )
    seams = eroded * tf.cast(_gradient(images) > rng.uniform(0.25, 1.5), tf.float32)
    coat, shirt = _is_one_of(labels, "Coat"), _is_one_of(labels, "Shirt")
    open_front = coat & rng.chance(0.7) | shirt & rng.chance(0.2)
    lines = tf.maximum(outline, tf.where(open_front, masks * front, seams))
    lines = tf.where(rng.chance(0.1), tf.zeros_like(lines), lines)
    fill = tf.where(rng.chance(0.1), 0.0, rng.uniform(0.4, 0.8))
    ink = tf.where(rng.chance(0.85), rng.uniform(0.75, 1), rng.uniform(0.1, 0.5))
    body = tf.maximum(masks, dilated * tf.cast(outside, tf.float32)) * fill
    return _crop_and_center(body + lines * (ink - body), rng)


def photograph(
    images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
) -> tf.Tensor:
    """Photos: other tones, shading, texture and an imperfect segmentation.

    Shapes and ranges as in ``drawings_and_photos``, but without the last axis.
    """
    rng = RandomStream(seed, tf.shape(images)[0])
    footwear = _is_one_of(labels, *FOOTWEAR)
    from_above = footwear & rng.chance(0.4)
    images, masks = warp(
        [images, tf.where(from_above, half_sole(masks), masks)],
        rng,
        tilt=tf.where(footwear, 0.3, 0.12),
        aspect=rng.normal(0.15),
        wobble=0.45,
        lift=0.1,
        sleeves=tf.where(_is_one_of(labels, *SLEEVED) & rng.chance(0.4), rng.uniform(0, 1), 0),
        legs=tf.where(_is_one_of(labels, "Trouser") & rng.chance(0.3), rng.uniform(0, 4), 0),
        from_above=from_above,
        pair=from_above & rng.chance(0.7),
    )
    # Half of the masks let the background show through holes and where the fabric is dark.
    visible = tf.where(from_above | rng.chance(0.5), masks, tf.minimum(masks, images * 8))
    visible = _damage(visible, rng, probability=0.4)
    tones = tf.where(rng.chance(0.3), 1 - images, images)
    mean = tf.math.divide_no_nan(
        tf.reduce_sum(tones * visible, (1, 2), keepdims=True),
        tf.reduce_sum(visible, (1, 2), keepdims=True),
    )
    tones = rng.uniform(0.35, 0.85) + (tones - mean) * rng.uniform(0.3, 1.3)
    shading, pattern, grain = rng.field(3), rng.field(10), rng.field(IMAGE_SIDE)
    tones += shading * rng.uniform(0, 0.15)
    tones += pattern * tf.where(rng.chance(0.3), rng.uniform(0, 0.3), 0.0)
    tones += grain * rng.uniform(0, 0.08)
    return _crop_and_center(tf.clip_by_value(tones, 0.05, 1) * visible, rng)


def _is_one_of(labels: tf.Tensor, *names: str) -> tf.Tensor:
    """Bool (b, 1, 1)."""
    chosen = tf.constant([name in names for name in CLASS_NAMES])
    return tf.gather(chosen, tf.cast(labels, tf.int32))[:, tf.newaxis, tf.newaxis]


def _front(rng: RandomStream) -> tf.Tensor:
    """One or two vertical lines where a garment opens at the front: (b, 28, 28), 0 or 1."""
    distance = tf.where(rng.chance(0.5), 0.0, rng.uniform(1, 5))
    lines = tf.cast(tf.abs(tf.abs(AXIS) - distance) < 0.8, tf.float32)
    return tf.tile(lines, (1, IMAGE_SIDE, 1))


def _damage(masks: tf.Tensor, rng: RandomStream, probability: float) -> tf.Tensor:
    """Faulty segmentation: parts of the garment are missing, nearby background is included."""
    missing = tf.cast(rng.field(6) > rng.uniform(1.4, 2.4), tf.float32)
    nearby = _dilate(_dilate(_dilate(masks)))
    included = nearby * tf.cast(rng.field(6) > rng.uniform(1.2, 2.4), tf.float32)
    damaged = tf.maximum(masks * (1 - missing), included)
    return tf.where(rng.chance(probability), damaged, masks)


def _crop_and_center(images: tf.Tensor, rng: RandomStream) -> tf.Tensor:
    """Scales the bounding box to about 28 pixels and moves it to about the center."""
    (top, bottom), (left, right) = extent(images, axis=2), extent(images, axis=1)
    longest = tf.maximum(bottom - top, right - left) + 1
    longest *= 1 + tf.abs(rng.normal(0.04))[:, 0, 0]
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


def _log_aspect(masks: tf.Tensor) -> tf.Tensor:
    """The logarithm of width / height, (b, 1, 1)."""
    (top, bottom), (left, right) = extent(masks, axis=2), extent(masks, axis=1)
    return tf.math.log((right - left + 1) / (bottom - top + 1))[:, tf.newaxis, tf.newaxis]


def _gradient(images: tf.Tensor) -> tf.Tensor:
    """The magnitude of the Sobel gradient, (b, 28, 28)."""
    return tf.norm(tf.image.sobel_edges(images[..., tf.newaxis])[..., 0, :], axis=-1)


def _dilate(masks: tf.Tensor) -> tf.Tensor:
    return tf.nn.max_pool2d(masks[..., tf.newaxis], 3, 1, "SAME")[..., 0]


def _erode(masks: tf.Tensor) -> tf.Tensor:
    return -_dilate(-masks)
