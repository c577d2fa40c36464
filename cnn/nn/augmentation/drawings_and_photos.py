"""Variants of the dataset's images that look like what people bring.

Written for ``tf.data``: whole batches in TensorFlow operations, reproducible from a seed. A
share of each batch stays as it is, so that the network keeps the dataset; the rest turns into
*drawings* (a flat tone inside an outline, as ``garment_image`` fills one) and *photos* (other
tones, shading and texture, a cut-out that misses parts or drags some background along). Both
are bent, tilted, stretched and mirrored first, and trimmed and centered again afterwards, as
``garment_image`` does with everything it is given.
"""

import cv2
import numpy as np
import tensorflow as tf

from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.nn.augmentation.rng import RandomStream
from cnn.nn.augmentation.warp import AXIS, bend, extent, half_sole

CLEAN = 0.45
"""The share of a batch that stays as it is."""

DRAWN = 0.25
"""The share of a batch that turns into drawings; the rest turns into photos."""

FOOTWEAR = ("Sandal", "Sneaker", "Ankle boot")
"""Garments that people also show from above, toes up, and in pairs."""

SLEEVED = ("T-shirt/top", "Pullover", "Coat", "Shirt")
"""Garments that hang straight in the dataset, and that people spread out."""


def garment_masks(images: np.ndarray) -> np.ndarray:
    """What each garment covers, holes included: uint8 (n, 28, 28) images to 0 or 255."""
    filled = np.pad((images > 10).astype(np.uint8), ((0, 0), (1, 1), (1, 1)))
    for image in filled:
        cv2.floodFill(image, None, (0, 0), 2)  # from outside: what it does not reach is inside
    return np.where(filled[:, 1:-1, 1:-1] == 2, 0, 255).astype(np.uint8)


def drawings_and_photos(
    images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
) -> tf.Tensor:
    """A batch with some images replaced by drawn and some by photographed variants.

    ``images`` and ``masks`` (garment_masks) are float32 (b, 28, 28, 1) in 0..1, ``labels``
    (b,), ``seed`` integers (2,). Returns float32 (b, 28, 28, 1) in 0..1; the labels still hold.
    """
    images, masks = images[..., 0], masks[..., 0]
    size = tf.cast(tf.shape(images)[0], tf.float32)
    clean, drawn = tf.cast(size * CLEAN, tf.int32), tf.cast(size * (CLEAN + DRAWN), tf.int32)
    varied = [
        images[:clean],
        draw(images[clean:drawn], masks[clean:drawn], labels[clean:drawn], seed),
        photograph(images[drawn:], masks[drawn:], labels[drawn:], seed + 1),
    ]
    return tf.concat(varied, axis=0)[..., tf.newaxis]


def draw(images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Drawn variants: hand-drawn outlines and some inner edges over a flat tone."""
    rng = RandomStream(seed, tf.shape(images)[0])
    sandal = _is_one_of(labels, "Sandal")
    from_above = sandal & rng.chance(0.6)
    images, masks, front = bend(
        [images, tf.where(from_above, half_sole(masks), masks), _front(rng)],
        rng,
        tilt=tf.where(sandal, 0.3, 0.1),
        # People fill the sheet: what they draw is squarer than the garment.
        aspect=-_log_aspect(masks) * rng.uniform(0, 1.1) + rng.normal(0.15),
        wobble=0.8,
        lift=0.2,
        sleeves=tf.where(_is_one_of(labels, *SLEEVED) & rng.chance(0.7), rng.uniform(0, 1.5), 0),
        legs=tf.where(_is_one_of(labels, "Trouser") & rng.chance(0.7), rng.uniform(0, 7), 0),
        from_above=from_above,
        pair=from_above & rng.chance(0.2),
    )
    masks = _damage(masks, rng, share=0.15)
    outside, inside = _grow(masks), _shrink(masks)
    thin, middle, wide = outside - masks, masks - inside, outside - inside
    width = rng.uniform(0, 3)
    outline = tf.where(width < 1, thin, tf.where(width < 2, middle, wide))
    seams = inside * tf.cast(_edges(images) > rng.uniform(0.25, 1.5), tf.float32)
    coat, shirt = _is_one_of(labels, "Coat"), _is_one_of(labels, "Shirt")
    opens = coat & rng.chance(0.7) | shirt & rng.chance(0.2)
    lines = tf.maximum(outline, tf.where(opens, masks * front, seams))
    lines = tf.where(rng.chance(0.1), tf.zeros_like(lines), lines)
    fill = tf.where(rng.chance(0.1), 0.0, rng.uniform(0.4, 0.8))
    ink = tf.where(rng.chance(0.85), rng.uniform(0.75, 1), rng.uniform(0.1, 0.5))
    body = tf.maximum(masks, outside * tf.cast(width < 1, tf.float32)) * fill
    return _trim_and_center(body + lines * (ink - body), rng)


def photograph(
    images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
) -> tf.Tensor:
    """Photographed variants: other tones, shading, texture, an unclean cut-out."""
    rng = RandomStream(seed, tf.shape(images)[0])
    footwear = _is_one_of(labels, *FOOTWEAR)
    from_above = footwear & rng.chance(0.4)
    images, masks = bend(
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
    mask = tf.where(from_above | rng.chance(0.5), masks, tf.minimum(masks, images * 8))
    mask = _damage(mask, rng, share=0.4)
    tone = tf.where(rng.chance(0.3), 1 - images, images)
    mean = tf.math.divide_no_nan(
        tf.reduce_sum(tone * mask, (1, 2), keepdims=True),
        tf.reduce_sum(mask, (1, 2), keepdims=True),
    )
    tone = rng.uniform(0.35, 0.85) + (tone - mean) * rng.uniform(0.3, 1.3)
    shading, print_, grain = rng.field(3), rng.field(10), rng.field(IMAGE_SIDE)
    tone += shading * rng.uniform(0, 0.15)
    tone += print_ * tf.where(rng.chance(0.3), rng.uniform(0, 0.3), 0.0)
    tone += grain * rng.uniform(0, 0.08)
    return _trim_and_center(tf.clip_by_value(tone, 0.05, 1) * mask, rng)


def _is_one_of(labels: tf.Tensor, *names: str) -> tf.Tensor:
    """Bool (b, 1, 1)."""
    chosen = tf.constant([name in names for name in CLASS_NAMES])
    return tf.gather(chosen, tf.cast(labels, tf.int32))[:, tf.newaxis, tf.newaxis]


def _front(rng: RandomStream) -> tf.Tensor:
    """The edges of a front that opens, as one or two lines from top to bottom: (b, 28, 28)."""
    apart = tf.where(rng.chance(0.5), 0.0, rng.uniform(1, 5))
    lines = tf.cast(tf.abs(tf.abs(AXIS) - apart) < 0.8, tf.float32)
    return tf.tile(lines, (1, IMAGE_SIDE, 1))


def _damage(mask: tf.Tensor, rng: RandomStream, share: float) -> tf.Tensor:
    """A cut-out that went wrong in ``share`` of the images: parts lost, others dragged along."""
    lost = tf.cast(rng.field(6) > rng.uniform(1.4, 2.4), tf.float32)
    nearby = _grow(_grow(_grow(mask)))
    gained = nearby * tf.cast(rng.field(6) > rng.uniform(1.2, 2.4), tf.float32)
    damaged = tf.maximum(mask * (1 - lost), gained)
    return tf.where(rng.chance(share), damaged, mask)


def _trim_and_center(images: tf.Tensor, rng: RandomStream) -> tf.Tensor:
    """Longest side about 28 pixels, the bounding box about in the middle."""
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
    """The logarithm of width over height, (b, 1, 1)."""
    (top, bottom), (left, right) = extent(masks, axis=2), extent(masks, axis=1)
    return tf.math.log((right - left + 1) / (bottom - top + 1))[:, tf.newaxis, tf.newaxis]


def _edges(images: tf.Tensor) -> tf.Tensor:
    """How steeply the tone changes, by Sobel's filter: (b, 28, 28)."""
    return tf.norm(tf.image.sobel_edges(images[..., tf.newaxis])[..., 0, :], axis=-1)


def _grow(masks: tf.Tensor) -> tf.Tensor:
    return tf.nn.max_pool2d(masks[..., tf.newaxis], 3, 1, "SAME")[..., 0]


def _shrink(masks: tf.Tensor) -> tf.Tensor:
    return -_grow(-masks)
