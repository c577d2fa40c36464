"""Variants of the dataset's images that look like what people bring.

Written for ``tf.data``: whole batches in TensorFlow operations, reproducible from a seed. A
share of each batch stays as it is, so that the network keeps the dataset; the rest turns into
*drawings* (a flat tone inside an outline, as ``garment_image`` fills one) and *photos* (other
tones, shading and texture, a cut-out that misses parts or drags some background along). Both
are bent, tilted, stretched and mirrored first, and trimmed and centred again afterwards, as
``garment_image`` does with everything it is given.
"""

import cv2
import numpy as np
import tensorflow as tf

from cnn.classes import CLASS_NAMES, IMAGE_SIDE

CLEAN = 0.35
"""The share of a batch that stays as it is."""

DRAWN = 0.3
"""The share of a batch that turns into drawings; the rest turns into photos."""

VISIBLE = 0.1
"""Tones above this belong to the garment when a variant is trimmed."""

FOOTWEAR = tf.constant([name in ("Sandal", "Sneaker", "Ankle boot") for name in CLASS_NAMES])
"""Bool (10,): garments that people also lay down with the toes up, and in pairs."""


def silhouettes(images: np.ndarray) -> np.ndarray:
    """What each garment covers, holes included: uint8 (n, 28, 28) images to 0 or 255."""
    filled = np.pad((images > 10).astype(np.uint8), ((0, 0), (1, 1), (1, 1)))
    for image in filled:
        cv2.floodFill(image, None, (0, 0), 2)  # from outside: what it does not reach is inside
    return np.where(filled[:, 1:-1, 1:-1] == 2, 0, 255).astype(np.uint8)


def what_people_bring(
    images: tf.Tensor, shapes: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
) -> tf.Tensor:
    """A batch with some images replaced by drawn and some by photographed variants.

    ``images`` and ``shapes`` (silhouettes) are float32 (b, 28, 28, 1) in 0..1, ``labels``
    (b,), ``seed`` integers (2,). Returns float32 (b, 28, 28, 1) in 0..1; the labels still hold.
    """
    images, shapes = images[..., 0], shapes[..., 0]
    size = tf.cast(tf.shape(images)[0], tf.float32)
    clean, drawn = tf.cast(size * CLEAN, tf.int32), tf.cast(size * (CLEAN + DRAWN), tf.int32)
    varied = [
        images[:clean],
        draw(images[clean:drawn], shapes[clean:drawn], labels[clean:drawn], seed),
        photograph(images[drawn:], shapes[drawn:], labels[drawn:], seed + 1),
    ]
    return tf.concat(varied, axis=0)[..., tf.newaxis]


def draw(images: tf.Tensor, shapes: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Drawn variants: hand-drawn outlines and some inner edges over a flat tone."""
    dice = _Dice(seed, tf.shape(images)[0])
    flat_soled = tf.reshape(labels == CLASS_NAMES.index("Sandal"), (-1, 1, 1))
    images, shapes = _bend(
        images,
        shapes,
        dice,
        tilt=0.1,
        # People fill the sheet: what they draw is squarer than the garment.
        aspect=-_log_aspect(shapes) * dice.uniform(0, 1) + dice.normal(0.15),
        wobble=0.8,
        lift=0.3,
        toes_up=flat_soled & dice.chance(0.4),
        pair=flat_soled & dice.chance(0.15),
    )
    shapes = _damage(shapes, dice, share=0.15)
    outside, inside = _grow(shapes), _shrink(shapes)
    thin, middle, wide = outside - shapes, shapes - inside, outside - inside
    width = dice.uniform(0, 3)
    outline = tf.where(width < 1, thin, tf.where(width < 2, middle, wide))
    seams = inside * tf.cast(_edges(images) > dice.uniform(0.25, 1.2), tf.float32)
    lines = tf.maximum(outline, seams)
    lines = tf.where(dice.chance(0.15), tf.zeros_like(lines), lines)
    fill = tf.where(dice.chance(0.1), 0.0, dice.uniform(0.35, 0.85))
    ink = tf.where(dice.chance(0.8), dice.uniform(0.75, 1), dice.uniform(0.1, 0.5))
    body = tf.maximum(shapes, outside * tf.cast(width < 1, tf.float32)) * fill
    return _trim_and_centre(body + lines * (ink - body), dice)


def photograph(
    images: tf.Tensor, shapes: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
) -> tf.Tensor:
    """Photographed variants: other tones, shading, texture, an unclean cut-out."""
    dice = _Dice(seed, tf.shape(images)[0])
    footwear = tf.reshape(tf.gather(FOOTWEAR, tf.cast(labels, tf.int32)), (-1, 1, 1))
    images, shapes = _bend(
        images,
        shapes,
        dice,
        tilt=0.15,
        aspect=dice.normal(0.15),
        wobble=0.45,
        lift=0.15,
        toes_up=footwear & dice.chance(0.4),
        pair=footwear & dice.chance(0.3),
    )
    mask = tf.where(dice.chance(0.5), shapes, tf.minimum(shapes, images * 8))
    mask = _damage(mask, dice, share=0.5)
    tone = tf.where(dice.chance(0.3), 1 - images, images)
    mean = tf.math.divide_no_nan(
        tf.reduce_sum(tone * mask, (1, 2), keepdims=True),
        tf.reduce_sum(mask, (1, 2), keepdims=True),
    )
    tone = dice.uniform(0.35, 0.85) + (tone - mean) * dice.uniform(0.3, 1.3)
    shading, print_, grain = dice.field(3), dice.field(10), dice.field(IMAGE_SIDE)
    tone += shading * dice.uniform(0, 0.15)
    tone += print_ * tf.where(dice.chance(0.3), dice.uniform(0, 0.3), 0.0)
    tone += grain * dice.uniform(0, 0.08)
    return _trim_and_centre(tf.clip_by_value(tone, 0.05, 1) * mask, dice)


class _Dice:
    """Random numbers for a batch, each draw of its own, all from one seed."""

    def __init__(self, seed: tf.Tensor, size: tf.Tensor) -> None:
        self.seed = seed
        self.size = size
        self.draws = 0

    def _next(self) -> tf.Tensor:
        self.draws += 1
        return tf.random.experimental.stateless_fold_in(self.seed, self.draws)

    def uniform(self, low: float, high: float) -> tf.Tensor:
        """One number an image, (b, 1, 1)."""
        return tf.random.stateless_uniform((self.size, 1, 1), self._next(), low, high)

    def normal(self, deviation: float) -> tf.Tensor:
        """One number an image, (b, 1, 1)."""
        return deviation * tf.random.stateless_normal((self.size, 1, 1), self._next())

    def chance(self, share: float) -> tf.Tensor:
        """True for that share of the images, (b, 1, 1)."""
        return self.uniform(0, 1) < share

    def field(self, cells: int) -> tf.Tensor:
        """A smooth random landscape of so many cells a side, about -2..2: (b, 28, 28)."""
        landscape = tf.random.stateless_normal((self.size, cells, cells, 1), self._next())
        if cells < IMAGE_SIDE:
            landscape = tf.image.resize(landscape, (IMAGE_SIDE, IMAGE_SIDE), "bicubic")
        return landscape[..., 0]


def _bend(
    images: tf.Tensor,
    shapes: tf.Tensor,
    dice: _Dice,
    *,
    tilt: float,
    aspect: tf.Tensor,
    wobble: float,
    lift: float,
    toes_up: tf.Tensor,
    pair: tf.Tensor,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Moves every pixel: mirrored, tilted, stretched, sleeves lifted, edges wobbling.

    ``tilt`` is the usual angle in radians, ``aspect`` the logarithm (b, 1, 1) by which width
    grows against height, ``wobble`` the usual offset in pixels; ``toes_up`` turns by 90 degrees
    and ``pair`` puts the mirror image beside, both bool (b, 1, 1).
    """
    middle = (IMAGE_SIDE - 1) / 2
    axis = tf.range(IMAGE_SIDE, dtype=tf.float32) - middle
    # From where a pixel comes, in pixels from the middle. A margin of a tenth leaves room
    # for what the bending pushes outwards; trimming takes it away again.
    x, y = axis[tf.newaxis, tf.newaxis, :] * 1.1, axis[tf.newaxis, :, tf.newaxis] * 1.1
    x = x + wobble * (dice.field(4) + 0.3 * dice.field(9))
    y = y + wobble * (dice.field(4) + 0.3 * dice.field(9))
    angle = dice.normal(tilt)
    x, y = (
        x * tf.cos(angle) + y * tf.sin(angle) + y * dice.normal(0.05),
        y * tf.cos(angle) - x * tf.sin(angle),
    )
    wider = tf.maximum(tf.exp(aspect), 1.0)
    higher = tf.maximum(tf.exp(-aspect), 1.0)
    # Stretched by shrinking the other side, so that nothing leaves the square.
    x, y = x * higher, y * wider
    y = y + tf.abs(x) * dice.normal(lift)
    x = x * (1 + dice.normal(0.1) * y / middle)
    x = tf.where(pair, 2.2 * tf.abs(x) - middle - 1, x)
    x = tf.where(dice.chance(0.5), -x, x)
    x, y = tf.where(toes_up, -y, x), tf.where(toes_up, x, y)
    bent = _sample(tf.stack([images, shapes], axis=-1), x + middle, y + middle)
    return bent[..., 0], bent[..., 1]


def _sample(pictures: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
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


def _damage(mask: tf.Tensor, dice: _Dice, share: float) -> tf.Tensor:
    """A cut-out that went wrong in ``share`` of the images: parts lost, others dragged along."""
    lost = tf.cast(dice.field(6) > dice.uniform(1.4, 2.4), tf.float32)
    nearby = _grow(_grow(_grow(mask)))
    gained = nearby * tf.cast(dice.field(6) > dice.uniform(1.2, 2.4), tf.float32)
    damaged = tf.maximum(mask * (1 - lost), gained)
    return tf.where(dice.chance(share), damaged, mask)


def _trim_and_centre(images: tf.Tensor, dice: _Dice) -> tf.Tensor:
    """Longest side about 28 pixels, the bounding box about in the middle."""
    (top, bottom), (left, right) = _extent(images, axis=2), _extent(images, axis=1)
    longest = tf.maximum(bottom - top, right - left) + 1
    longest *= 1 + tf.abs(dice.normal(0.04))[:, 0, 0]
    shift_y, shift_x = (dice.normal(0.3)[:, 0, 0] for _ in "yx")
    row, column = (top + bottom) / 2 + shift_y, (left + right) / 2 + shift_x
    half = (longest - 1) / 2
    boxes = tf.stack([row - half, column - half, row + half, column + half], axis=1)
    return tf.image.crop_and_resize(
        images[..., tf.newaxis],
        boxes / (IMAGE_SIDE - 1),
        tf.range(tf.shape(images)[0]),
        (IMAGE_SIDE, IMAGE_SIDE),
    )[..., 0]


def _log_aspect(shapes: tf.Tensor) -> tf.Tensor:
    """The logarithm of width over height, (b, 1, 1)."""
    (top, bottom), (left, right) = _extent(shapes, axis=2), _extent(shapes, axis=1)
    return tf.math.log((right - left + 1) / (bottom - top + 1))[:, tf.newaxis, tf.newaxis]


def _extent(images: tf.Tensor, axis: int) -> tuple[tf.Tensor, tf.Tensor]:
    """The first and the last row (or column) with something visible, float32 (b,) each."""
    visible = tf.cast(tf.reduce_max(images, axis=axis) > VISIBLE, tf.int32)
    first = tf.argmax(visible, axis=1, output_type=tf.int32)
    last = IMAGE_SIDE - 1 - tf.argmax(visible[:, ::-1], axis=1, output_type=tf.int32)
    return tf.cast(first, tf.float32), tf.cast(last, tf.float32)


def _edges(images: tf.Tensor) -> tf.Tensor:
    """How steeply the tone changes, by Sobel's filter: (b, 28, 28)."""
    return tf.norm(tf.image.sobel_edges(images[..., tf.newaxis])[..., 0, :], axis=-1)


def _grow(masks: tf.Tensor) -> tf.Tensor:
    return tf.nn.max_pool2d(masks[..., tf.newaxis], 3, 1, "SAME")[..., 0]


def _shrink(masks: tf.Tensor) -> tf.Tensor:
    return -_grow(-masks)
