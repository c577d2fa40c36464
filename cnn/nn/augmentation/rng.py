"""Stateless random numbers for augmenting a batch of images in a ``tf.data`` pipeline."""

import tensorflow as tf

from cnn.data.labels import IMAGE_SIDE


class RandomStream:
    """A sequence of random tensors that is fully determined by a seed, integers (2,).

    ``tf.random.Generator`` and ``keras.random.SeedGenerator`` keep their state in variables, so a
    pipeline that resumes in the middle of a run would have to restore them. Here each call folds a
    counter into the seed instead. All tensors have one entry per image of the batch, b.
    """

    def __init__(self, seed: tf.Tensor, batch_size: tf.Tensor) -> None:
        self._seed = seed
        self._batch_size = batch_size
        self._calls = 0

    def uniform(self, low: float, high: float, shape: tuple[int, int] = (1, 1)) -> tf.Tensor:
        """Float32 (b, *shape) in [low, high)."""
        return tf.random.stateless_uniform((self._batch_size, *shape), self._next_seed(), low, high)

    def normal(self, stddev: float, shape: tuple[int, int] = (1, 1)) -> tf.Tensor:
        """Float32 (b, *shape) with mean 0."""
        return stddev * tf.random.stateless_normal((self._batch_size, *shape), self._next_seed())

    def chance(self, probability: float) -> tf.Tensor:
        """Bool (b, 1, 1), true with this probability."""
        return self.uniform(0, 1) < probability

    def field(self, rows: int, columns: int | None = None) -> tf.Tensor:
        """Smooth noise, float32 (b, 28, 28), mostly in -2..2: an interpolated grid of normals.

        By default the grid has as many columns as rows.
        """
        noise = self.normal(1, (rows, columns or rows))[..., tf.newaxis]
        if rows < IMAGE_SIDE:
            noise = tf.image.resize(noise, (IMAGE_SIDE, IMAGE_SIDE), "bicubic")
        return noise[..., 0]

    def _next_seed(self) -> tf.Tensor:
        self._calls += 1
        return tf.random.fold_in(self._seed, self._calls)
