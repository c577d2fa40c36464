"""What a model still knows when some of its filters are silent, or its weights rounded."""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnn.nn.classifier import BATCH
from cnn.nn.summary import in_words

FOLLOWS = (
    keras.layers.BatchNormalization,
    keras.layers.Activation,
    keras.layers.ReLU,
    keras.layers.MaxPooling2D,
    keras.layers.AveragePooling2D,
)
"""Layers that treat each filter's map apart: it is silent only after them."""


@dataclass(frozen=True)
class Part:
    """A layer whose filters or units can be silenced."""

    layer: str
    title: str
    """Its kind and size, such as "Conv2D, 3 x 3 kernel"."""
    count: int
    """Of its filters or units."""


@dataclass(frozen=True)
class Cut:
    silenced: frozenset[tuple[str, int]] = frozenset()
    """Names of layers, and numbers of their filters or units, counted from 0."""
    bits: int | None = None
    """To which each weight is rounded, from 2; ``None``: not at all."""


class Surgery:
    """Classifies with a cut model, which itself stays as it is. Any thread may use it."""

    def __init__(self, model: keras.Model) -> None:
        hidden = [
            layer
            for layer in model.layers[:-1]
            if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense)
        ]
        self.parts = [Part(each.name, in_words(each), each.output.shape[-1]) for each in hidden]
        self._kernels = {id(each.kernel) for each in model.layers if hasattr(each, "kernel")}
        masks = {part.layer: Mask() for part in self.parts}
        self._model = _with_masks(
            model, {_silent_after(model, name): masks[name] for name in masks}
        )
        self._masked = {id(mask.keeps): name for name, mask in masks.items()}
        self._forward = tf.function(self._call)

    def classify(self, images: np.ndarray, cut: Cut) -> np.ndarray:
        """Float32 images (n, 28, 28) in 0..1 to float32 probabilities (n, 10)."""
        trainable = [self._weights(variable, cut) for variable in self._model.trainable_variables]
        fixed = [self._fixed(variable, cut) for variable in self._model.non_trainable_variables]
        parts = [images[start : start + BATCH] for start in range(0, len(images), BATCH)]
        return np.concatenate(
            [self._forward(trainable, fixed, part[..., np.newaxis]).numpy() for part in parts]
        )

    def _weights(self, variable: keras.Variable, cut: Cut) -> tf.Tensor:
        if cut.bits is None or id(variable) not in self._kernels:
            return tf.convert_to_tensor(variable.value)
        return tf.constant(rounded(variable.numpy(), cut.bits))

    def _fixed(self, variable: keras.Variable, cut: Cut) -> tf.Tensor:
        layer = self._masked.get(id(variable))
        if layer is None:
            return tf.convert_to_tensor(variable.value)
        numbers = range(variable.shape[0])
        return tf.constant([float((layer, number) not in cut.silenced) for number in numbers])

    def _call(
        self, trainable: list[tf.Tensor], fixed: list[tf.Tensor], images: tf.Tensor
    ) -> tf.Tensor:
        answer, _ = self._model.stateless_call(trainable, fixed, images, training=False)
        return tf.cast(answer, tf.float32)


class Mask(keras.layers.Layer):
    """Multiplies the map of each filter by its own number: 1, or 0 to silence it."""

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        self.keeps = self.add_weight(
            shape=input_shape[-1:], initializer="ones", trainable=False, name="keeps"
        )

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        return inputs * tf.cast(self.keeps, inputs.dtype)


def rounded(weights: np.ndarray, bits: int) -> np.ndarray:
    """Weights of any shape, float32, rounded to as many values as ``bits`` can tell apart.

    The values have the same distance, lie on both sides of 0, and reach as far as the largest
    weight: uniform symmetric quantization (Krishnamoorthi 2018). Two bits leave three values.
    """
    largest = float(np.abs(weights).max())
    if largest == 0:
        return weights
    step = largest / (2 ** (bits - 1) - 1)
    values: np.ndarray = (np.round(weights / step) * step).astype(np.float32)
    return values


def _silent_after(model: keras.Model, name: str) -> str:
    """The last of the layers that treat the filters of layer ``name`` apart, or itself."""
    names: list[str] = [layer.name for layer in model.layers]
    last = names.index(name)
    while isinstance(model.layers[last + 1], FOLLOWS):
        last += 1
    return names[last]


def _with_masks(model: keras.Model, masks: dict[str, Mask]) -> keras.Model:
    """The model with each mask after the layer that it is filed under; the layers are shared."""

    def call(layer: keras.Layer, *inputs: Any, **options: Any) -> Any:
        output = layer(*inputs, **options)
        return masks[layer.name](output) if layer.name in masks else output

    if not isinstance(model, keras.Sequential):
        return keras.models.clone_model(
            model, clone_function=lambda layer: layer, call_function=call
        )
    output = model.inputs[0]
    for layer in model.layers:
        output = call(layer, output)
    return keras.Model(model.inputs[0], output)
