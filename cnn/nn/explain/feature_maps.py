"""What each layer of a model makes of one image, and what its values are computed from."""

from dataclasses import dataclass
from enum import StrEnum

import keras
import numpy as np
import tensorflow as tf

from cnn.data.labels import IMAGE_SIDE
from cnn.nn.summary import boxes, in_words

UNCHANGED = (keras.layers.InputLayer, keras.layers.Dropout, keras.layers.Flatten)
"""Layers that pass on the same values when a network answers."""


@dataclass(frozen=True)
class LayerOutput:
    layer: keras.Layer
    title: str
    """Its kind and size, such as "Conv2D, 3 x 3 kernel"."""
    inputs: np.ndarray
    """What it is computed from: float32 (h, w, maps) or (units,)."""
    own: np.ndarray
    """What the layer itself makes of that: float32 (h, w, maps) or (units,)."""
    values: np.ndarray
    """The same after the batch normalization and activation that follow it, if there are any."""


class Kind(StrEnum):
    """What a layer makes of the values that it looks at."""

    PRODUCTS = "products"
    """The sum of their products with weights."""
    MAXIMUM = "maximum"
    MEAN = "mean"


@dataclass(frozen=True)
class Arithmetic:
    """All that one feature map or unit of a layer is computed from.

    The value in row r and column c looks at the ``window`` of the inputs that begins in row
    ``step * r - before`` and column ``step * c - before``; beyond the edges, the inputs are 0.
    """

    kind: Kind
    inputs: np.ndarray
    """Float32 (h, w, maps)."""
    window: tuple[int, int]
    step: int
    before: tuple[int, int]
    """Rows and columns of padding."""
    weights: np.ndarray | None
    """Float32 (*window, maps); ``None`` for pooling."""
    bias: float
    activation: str
    """Keras's name of what follows the sum; ``softmax`` needs all units."""
    output: np.ndarray
    """Float32 (h, w), before anything that follows the layer."""


class FeatureMaps:
    """All layers' outputs for one image at a time. Any thread may use it."""

    def __init__(self, model: keras.Model) -> None:
        self._boxes = [box for box in boxes(model) if not isinstance(box[0], UNCHANGED)]
        tensors = [(_input(box[0]), box[0].output, box[-1].output) for box in self._boxes]
        shown = keras.Model(model.inputs[0], tensors)
        spec = tf.TensorSpec((1, IMAGE_SIDE, IMAGE_SIDE, 1), tf.float32)
        self._forward = tf.function(
            lambda image: tf.nest.map_structure(
                lambda tensor: tf.cast(tensor, tf.float32), shown(image, training=False)
            ),
            input_signature=[spec],
        )

    def of(self, image: np.ndarray) -> list[LayerOutput]:
        """Of a float32 image (28, 28) in 0..1, from the first layer to the ten probabilities."""
        found = self._forward(tf.constant(image[np.newaxis, ..., np.newaxis]))
        return [
            LayerOutput(box[0], in_words(box[0]), *(tensor.numpy()[0] for tensor in three))
            for box, three in zip(self._boxes, found, strict=True)
        ]


def _input(layer: keras.Layer) -> keras.KerasTensor:
    """The first one of a layer that adds several."""
    return layer.input[0] if isinstance(layer.input, list) else layer.input


def arithmetic(output: LayerOutput, number: int) -> Arithmetic | None:
    """Of feature map or unit ``number`` of a layer, counted from 0.

    ``None`` for a layer that is no plain convolution, pooling or dense layer.
    """
    layer, inputs = output.layer, output.inputs
    match layer:
        case keras.layers.Conv2D(strides=(1, 1), dilation_rate=(1, 1), groups=1):
            height, width = layer.kernel_size
            same = layer.padding == "same"
            return Arithmetic(
                Kind.PRODUCTS,
                inputs,
                (height, width),
                1,
                ((height - 1) // 2 * same, (width - 1) // 2 * same),
                np.asarray(layer.kernel, np.float32)[..., number],
                _bias(layer, number),
                layer.activation.__name__,
                output.own[..., number],
            )
        case keras.layers.Dense():
            vector = inputs.reshape(1, 1, -1)
            weights = np.asarray(layer.kernel, np.float32)[:, number]
            return Arithmetic(
                Kind.PRODUCTS,
                vector,
                (1, 1),
                1,
                (0, 0),
                weights.reshape(vector.shape),
                _bias(layer, number),
                layer.activation.__name__,
                output.own[number].reshape(1, 1),
            )
        case (
            keras.layers.MaxPooling2D(padding="valid")
            | keras.layers.AveragePooling2D(padding="valid")
        ) if layer.pool_size == layer.strides:
            return Arithmetic(
                Kind.MAXIMUM if isinstance(layer, keras.layers.MaxPooling2D) else Kind.MEAN,
                inputs[..., number : number + 1],
                layer.pool_size,
                layer.pool_size[0],
                (0, 0),
                None,
                0.0,
                "linear",
                output.own[..., number],
            )
    return None


def _bias(layer: keras.layers.Conv2D | keras.layers.Dense, number: int) -> float:
    return float(np.asarray(layer.bias)[number]) if layer.use_bias else 0.0
