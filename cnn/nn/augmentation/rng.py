"""Random numbers for a batch of images, inside ``tf.data`` and reproducible from a seed."""

import tensorflow as tf

from cnn.data.labels import IMAGE_SIDE


class RandomStream:
    """Each draw is of its own, all come from one seed, integers (2,)."""

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
