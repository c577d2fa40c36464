"""People, of whom parts are cut out together with what they wear: rough shapes on a grid of 28."""

import tensorflow as tf

from cnn.nn.augmentation.rng import RandomStream
from cnn.nn.augmentation.shapes import FOOTWEAR, is_one_of
from cnn.nn.augmentation.warp import AXIS

UPPER = ("T-shirt/top", "Pullover", "Dress", "Coat", "Shirt")

X, Y = AXIS, AXIS.transpose(0, 2, 1)


def wearers(labels: tf.Tensor, rng: RandomStream) -> tf.Tensor:
    """Parts of a person around a garment of each class, (b, 28, 28), 0 or 1.

    Head, neck, arms and what is worn below go with what is worn above, a torso and arms with
    trousers, a shin with shoes, nothing with bags. They are not yet cut off at the garment.
    """
    below = tf.where(is_one_of(labels, "Dress") | rng.chance(0.4), _legs(rng), _hips(rng))
    with_upper = [(_head(rng), 0.4), (_neck(rng), 0.7), (_arms(rng), 0.6), (below, 0.7)]
    with_trousers = [(_torso(rng), 0.8), (_arms(rng), 0.3)]
    with_shoes = [(_shin(rng), 0.8)]
    groups = ((with_upper, UPPER), (with_trousers, ("Trouser",)), (with_shoes, FOOTWEAR))
    person = tf.zeros_like(below)
    for parts, classes in groups:
        for part, probability in parts:
            shown = is_one_of(labels, *classes) & rng.chance(probability)
            person = tf.maximum(person, tf.where(shown, part, 0.0))
    return person


def _head(rng: RandomStream) -> tf.Tensor:
    radius = rng.uniform(2.5, 4.5)
    x, y = (X - rng.normal(1)) / radius, (Y + rng.uniform(12, 17)) / (1.3 * radius)
    return _where(tf.square(x) + tf.square(y) < 1)


def _neck(rng: RandomStream) -> tf.Tensor:
    return _where((tf.abs(X - rng.normal(0.7)) < rng.uniform(1, 2.5)) & (rng.uniform(-12, -8) > Y))


def _arms(rng: RandomStream) -> tf.Tensor:
    slanted = tf.abs(X) - rng.uniform(7, 12) - rng.uniform(0, 0.5) * (Y + 9)
    between = (rng.uniform(-9, 0) < Y) & (rng.uniform(5, 14) > Y)
    return _where((tf.abs(slanted) < rng.uniform(1, 2)) & between)


def _legs(rng: RandomStream) -> tf.Tensor:
    width = rng.uniform(1.5, 3.5)
    beside = tf.abs(tf.abs(X) - rng.uniform(0.3, 2.5) - width / 2) < width / 2
    return _where(beside & (rng.uniform(4, 12) < Y))


def _hips(rng: RandomStream) -> tf.Tensor:
    return _where((tf.abs(X) < rng.uniform(4, 7)) & (rng.uniform(6, 12) < Y))


def _torso(rng: RandomStream) -> tf.Tensor:
    return _where((tf.abs(X) < rng.uniform(4, 9)) & (rng.uniform(-12, -8) > Y))


def _shin(rng: RandomStream) -> tf.Tensor:
    return _where((tf.abs(X - rng.uniform(-1, 9)) < rng.uniform(2, 4)) & (rng.uniform(-4, 4) > Y))


def _where(inside: tf.Tensor) -> tf.Tensor:
    return tf.cast(inside, tf.float32)
