"""The lines that people draw inside the outline of a garment: its front, collar, buttons, seams."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from cnn.data.labels import CLASS_NAMES
from cnn.nn.augmentation.rng import RandomStream
from cnn.nn.augmentation.warp import AXIS, CENTER, extent

Point = tuple[float, float]
"""How far from the middle, -1..1, and how far from the top, 0..1, of a garment's bounding box."""

UNSTEADY = 0.06
"""Standard deviation by which the ends of a line are off, in the units of a point."""


@dataclass(frozen=True)
class Line:
    probability: float
    start: Point
    end: Point
    on_both_sides: bool = False
    dotted: bool = False


_COLLAR = Line(0.6, (0.3, 0), (0, 0.1), on_both_sides=True)
_ARMHOLES = Line(0.4, (0.5, 0.05), (0.5, 0.55), on_both_sides=True)
_CUFFS = Line(0.3, (0.65, 0.8), (1, 0.75), on_both_sides=True)
_HEM = Line(0.35, (-0.8, 0.9), (0.8, 0.9))
_WAISTBAND = Line(0.5, (-1, 0.1), (1, 0.1))
_SOLE = Line(0.5, (-1, 0.85), (1, 0.85))
_LACES = (Line(0.4, (-0.2, 0.3), (0.1, 0.55)), Line(0.4, (0.05, 0.2), (0.3, 0.45)))

LINES: Mapping[str, tuple[Line, ...]] = {
    "T-shirt/top": (_COLLAR, Line(0.3, (0.55, 0.1), (0.55, 0.4), on_both_sides=True)),
    "Trouser": (
        _WAISTBAND,
        Line(0.5, (0, 0), (0, 0.35)),
        Line(0.2, (0, 0.3), (0, 1)),
        Line(0.3, (0.5, 0.15), (0.8, 0.3), on_both_sides=True),
    ),
    "Pullover": (_COLLAR, _ARMHOLES, _CUFFS, _HEM),
    "Dress": (_COLLAR, Line(0.6, (-0.6, 0.4), (0.6, 0.4))),
    "Coat": (
        Line(0.75, (0, 0.05), (0, 1)),
        Line(0.45, (0.15, 0.05), (0.15, 1), on_both_sides=True),
        Line(0.45, (0.3, 0), (0, 0.35), on_both_sides=True),
        Line(0.25, (0.15, 0.35), (0.15, 0.95), dotted=True),
        Line(0.3, (0.25, 0.65), (0.5, 0.68), on_both_sides=True),
        _ARMHOLES,
        _CUFFS,
    ),
    "Sandal": (),
    "Shirt": (
        Line(0.8, (0.3, 0), (0, 0.12), on_both_sides=True),
        Line(0.5, (0, 0.15), (0, 0.95), dotted=True),
        Line(0.2, (0.2, 0.35), (0.5, 0.35)),
        _ARMHOLES,
        _CUFFS,
    ),
    "Sneaker": (_SOLE, *_LACES),
    "Bag": (Line(0.6, (-0.9, 0.5), (0.9, 0.5)), Line(0.2, (0.9, 0.4), (0, 0.6), True)),
    "Ankle boot": (_SOLE, *_LACES, Line(0.4, (-0.2, 0.15), (1, 0.15))),
}
"""Boots have the shaft on the right in the dataset."""

_MOST = max(map(len, LINES.values()))


def _table(value: str) -> np.ndarray:
    """One property of the lines of each class, 0 for those that it lacks: (10, most, ...)."""
    rows = []
    for name in CLASS_NAMES:
        known = [getattr(line, value) for line in LINES[name]]
        missing = [np.zeros_like(getattr(_COLLAR, value))] * (_MOST - len(known))
        rows.append(np.stack([*known, *missing]))
    return np.stack(rows).astype(np.float32)


_PROBABILITY, _START, _END, _ON_BOTH_SIDES, _DOTTED = map(
    _table, ("probability", "start", "end", "on_both_sides", "dotted")
)


def inner_lines(masks: tf.Tensor, labels: tf.Tensor, rng: RandomStream) -> tf.Tensor:
    """Some of the usual lines of each garment, float32 (b, 28, 28) in 0..1.

    They are not yet cut off at its outline. ``masks`` are the silhouettes, (b, 28, 28) in 0..1, and
    ``labels`` (b,).
    """
    labels = tf.cast(labels, tf.int32)
    (top, bottom), (left, right) = extent(masks, axis=2), extent(masks, axis=1)
    middle, half = (left + right) / 2 - CENTER, (right - left) / 2 + 1
    scale = tf.stack([half, bottom - top + 1], axis=1)[:, tf.newaxis]
    start, end = (
        (tf.gather(points, labels) + rng.normal(UNSTEADY, (_MOST, 2))) * scale
        for points in (_START, _END)
    )
    x = (AXIS - middle[:, tf.newaxis, tf.newaxis])[:, tf.newaxis]
    y = (AXIS.transpose(0, 2, 1) + CENTER - top[:, tf.newaxis, tf.newaxis])[:, tf.newaxis]
    chosen = _of_each(_PROBABILITY, labels) > rng.uniform(0, 1, (_MOST, 1))[..., tf.newaxis]
    x = tf.where(_of_each(_ON_BOTH_SIDES, labels) > 0, tf.abs(x), x)
    thickness = rng.uniform(0.5, 1.1)[..., tf.newaxis]
    lines = tf.clip_by_value(thickness + 0.5 - _distance(x, y, start, end), 0, 1)
    spacing = rng.uniform(3, 6)[..., tf.newaxis]
    gaps = (_of_each(_DOTTED, labels) > 0) & (tf.math.floormod(y, spacing) > 1.6)
    return tf.reduce_max(tf.where(chosen & ~gaps, lines, 0.0), axis=1)


def _of_each(table: np.ndarray, labels: tf.Tensor) -> tf.Tensor:
    """(b, most, 1, 1)."""
    return tf.gather(table, labels)[..., tf.newaxis, tf.newaxis]


def _distance(x: tf.Tensor, y: tf.Tensor, start: tf.Tensor, end: tf.Tensor) -> tf.Tensor:
    """From each pixel to line segments with ends (b, k, 2), in pixels: (b, k, 28, 28)."""
    x0, y0 = start[..., 0, tf.newaxis, tf.newaxis], start[..., 1, tf.newaxis, tf.newaxis]
    dx, dy = end[..., 0, tf.newaxis, tf.newaxis] - x0, end[..., 1, tf.newaxis, tf.newaxis] - y0
    along = tf.math.divide_no_nan((x - x0) * dx + (y - y0) * dy, dx * dx + dy * dy)
    along = tf.clip_by_value(along, 0, 1)
    return tf.sqrt(tf.square(x - x0 - along * dx) + tf.square(y - y0 - along * dy))
