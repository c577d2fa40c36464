"""Which precision trains faster on this machine, found out by trying."""

import functools
import time
from collections.abc import Callable

import tensorflow as tf

SIDE = 1024
REPEATS = 10

WORTH_IT = 1.4
"""So much faster must bfloat16 multiply matrices before a recipe is trained in it."""


@functools.cache
def training_policy() -> str:
    """The Keras policy to train in: ``mixed_bfloat16`` or ``float32``.

    Some processors multiply bfloat16 at twice the pace of float32, others know it only by
    way of float32 and are slower. Takes about a tenth of a second, once a process.
    """
    return "mixed_bfloat16" if bfloat16_gain() > WORTH_IT else "float32"


def bfloat16_gain() -> float:
    """How many times as fast as float32 this machine multiplies matrices of bfloat16."""
    return seconds_to_multiply(tf.float32, SIDE) / seconds_to_multiply(tf.bfloat16, SIDE)


def seconds_to_multiply(dtype: tf.DType, side: int) -> float:
    """The shortest time for two square matrices, whatever else the machine is doing."""
    matrix = tf.cast(tf.random.stateless_normal((side, side), (1, 2)), dtype)

    @tf.function
    def multiply() -> tf.Tensor:
        return tf.reduce_sum(tf.matmul(matrix, matrix))

    return min(_seconds(multiply) for _ in range(REPEATS))


def _seconds(work: Callable[[], tf.Tensor]) -> float:
    began = time.perf_counter()
    work().numpy()
    return time.perf_counter() - began
