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

CLEAN = 0.45
"""The share of a batch that stays as it is."""

DRAWN = 0.25
"""The share of a batch that turns into drawings; the rest turns into photos."""

VISIBLE = 0.1
"""Tones above this belong to the garment when a variant is trimmed."""

FOOTWEAR = ("Sandal", "Sneaker", "Ankle boot")
"""Garments that people also show from above, toes up, and in pairs."""

SLEEVED = ("T-shirt/top", "Pullover", "Coat", "Shirt")
"""Garments that hang straight in the dataset, and that people spread out."""

MIDDLE = (IMAGE_SIDE - 1) / 2

AXIS = (np.arange(IMAGE_SIDE, dtype=np.float32) - MIDDLE)[np.newaxis, np.newaxis]
"""A row of pixels, counted from the middle: (1, 1, 28)."""

SHOULDER = -9.0
"""How far the shoulders lie below the middle of the dataset's images, in pixels."""

NOWHERE = 4.0 * IMAGE_SIDE
"""A place outside every image."""


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
    sandal = _is_one_of(labels, "Sandal")
    from_above = sandal & dice.chance(0.6)
    images, shapes, front = _bend(
        [images, tf.where(from_above, _half_sole(shapes), shapes), _front(dice)],
        dice,
        tilt=tf.where(sandal, 0.3, 0.1),
        # People fill the sheet: what they draw is squarer than the garment.
        aspect=-_log_aspect(shapes) * dice.uniform(0, 1.1) + dice.normal(0.15),
        wobble=0.8,
        lift=0.2,
        sleeves=tf.where(_is_one_of(labels, *SLEEVED) & dice.chance(0.7), dice.uniform(0, 1.5), 0),
        legs=tf.where(_is_one_of(labels, "Trouser") & dice.chance(0.7), dice.uniform(0, 7), 0),
        from_above=from_above,
        pair=from_above & dice.chance(0.2),
    )
    shapes = _damage(shapes, dice, share=0.15)
    outside, inside = _grow(shapes), _shrink(shapes)
    thin, middle, wide = outside - shapes, shapes - inside, outside - inside
    width = dice.uniform(0, 3)
    outline = tf.where(width < 1, thin, tf.where(width < 2, middle, wide))
    seams = inside * tf.cast(_edges(images) > dice.uniform(0.25, 1.5), tf.float32)
    coat, shirt = _is_one_of(labels, "Coat"), _is_one_of(labels, "Shirt")
    opens = coat & dice.chance(0.7) | shirt & dice.chance(0.2)
    lines = tf.maximum(outline, tf.where(opens, shapes * front, seams))
    lines = tf.where(dice.chance(0.1), tf.zeros_like(lines), lines)
    fill = tf.where(dice.chance(0.1), 0.0, dice.uniform(0.4, 0.8))
    ink = tf.where(dice.chance(0.85), dice.uniform(0.75, 1), dice.uniform(0.1, 0.5))
    body = tf.maximum(shapes, outside * tf.cast(width < 1, tf.float32)) * fill
    return _trim_and_centre(body + lines * (ink - body), dice)


def photograph(
    images: tf.Tensor, shapes: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
) -> tf.Tensor:
    """Photographed variants: other tones, shading, texture, an unclean cut-out."""
    dice = _Dice(seed, tf.shape(images)[0])
    footwear = _is_one_of(labels, *FOOTWEAR)
    from_above = footwear & dice.chance(0.4)
    images, shapes = _bend(
        [images, tf.where(from_above, _half_sole(shapes), shapes)],
        dice,
        tilt=tf.where(footwear, 0.3, 0.12),
        aspect=dice.normal(0.15),
        wobble=0.45,
        lift=0.1,
        sleeves=tf.where(_is_one_of(labels, *SLEEVED) & dice.chance(0.4), dice.uniform(0, 1), 0),
        legs=tf.where(_is_one_of(labels, "Trouser") & dice.chance(0.3), dice.uniform(0, 4), 0),
        from_above=from_above,
        pair=from_above & dice.chance(0.7),
    )
    mask = tf.where(from_above | dice.chance(0.5), shapes, tf.minimum(shapes, images * 8))
    mask = _damage(mask, dice, share=0.4)
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


def _is_one_of(labels: tf.Tensor, *names: str) -> tf.Tensor:
    """Bool (b, 1, 1)."""
    chosen = tf.constant([name in names for name in CLASS_NAMES])
    return tf.gather(chosen, tf.cast(labels, tf.int32))[:, tf.newaxis, tf.newaxis]


def _front(dice: "_Dice") -> tf.Tensor:
    """The edges of a front that opens, as one or two lines from top to bottom: (b, 28, 28)."""
    apart = tf.where(dice.chance(0.5), 0.0, dice.uniform(1, 5))
    lines = tf.cast(tf.abs(tf.abs(AXIS) - apart) < 0.8, tf.float32)
    return tf.tile(lines, (1, IMAGE_SIDE, 1))


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
    layers: list[tf.Tensor],
    dice: _Dice,
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
    are (b, 1, 1). The second layer is the silhouette.
    """
    # From where a pixel comes, in pixels from the middle. The margin leaves room for what
    # the bending pushes outwards; trimming takes it away again.
    margin = 1.1 + 0.6 * tf.sin(sleeves)
    x, y = AXIS * margin, AXIS.transpose(0, 2, 1) * margin
    x = x + wobble * (dice.field(4) + 0.3 * dice.field(9))
    y = y + wobble * (dice.field(4) + 0.3 * dice.field(9))
    x, y = _turn(x, y, dice.normal(1) * tilt)
    # Stretched by shrinking the other side, so that nothing leaves the square.
    x, y = x * tf.maximum(tf.exp(-aspect), 1), y * tf.maximum(tf.exp(aspect), 1)
    y = y + tf.abs(x) * dice.normal(lift)
    x = x * (1 + dice.normal(0.1) * y / MIDDLE)
    x = tf.where(pair, 1.25 * tf.abs(x) - 8, x)
    x = tf.where(dice.chance(0.5), -x, x)
    x, y = _spread_sleeves(x, y, sleeves, dice.uniform(5.5, 8))
    x = _part_legs(x, y, legs, dice.uniform(-8, -3))
    sole_x, sole_y = _sole(x, y, layers[1], half_width=dice.uniform(5, 7))
    x, y = tf.where(from_above, sole_x, x), tf.where(from_above, sole_y, y)
    bent = _sample(tf.stack(layers, axis=-1), x + MIDDLE, y + MIDDLE)
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


def _half_sole(shapes: tf.Tensor) -> tf.Tensor:
    """What ``_sole`` makes an oval of, as high as each shoe and as long as the image."""
    top, bottom = (side[:, tf.newaxis, tf.newaxis] for side in _extent(shapes, axis=2))
    height = (bottom - MIDDLE - AXIS.transpose(0, 2, 1)) / (bottom - top + 1)
    return tf.cast(tf.square(height) + tf.square(AXIS / MIDDLE) < 1, tf.float32)


def _sole(
    x: tf.Tensor, y: tf.Tensor, shapes: tf.Tensor, half_width: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """A shoe from above, toes up: its side view and the mirror image of it, sole to sole.

    From where each pixel comes, as in ``_bend``.
    """
    top, bottom = (side[:, tf.newaxis, tf.newaxis] for side in _extent(shapes, axis=2))
    return y, bottom - MIDDLE - tf.abs(x) * (bottom - top) / half_width


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
