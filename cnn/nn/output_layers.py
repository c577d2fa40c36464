"""What the last layers of a model do: its output activation, and the features before it.

Keras lists the layers and operations of a model in the order in which they are computed, so that
the last ones lead to its output.
"""

from itertools import pairwise

import keras
from keras import layers

AFFINE = frozenset(
    {
        *("Identity", "Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise"),
        *("ActivityRegularization", "Flatten", "Reshape", "Squeeze", "Cast"),
        *("GlobalAveragePooling1D", "GlobalAveragePooling2D", "AveragePooling2D", "Mean"),
        *("Average", "Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Rescaling"),
        *("BatchNormalization", "LayerNormalization"),
    }
)
"""Layers and operations without an activation, after which logits are still logits."""


def output_activation(model: keras.Model) -> str:
    """``softmax``, ``linear``, another activation, or the name of an unknown operation."""
    for operation in reversed(_operations(model)):
        kind = type(operation).__name__
        if isinstance(operation, keras.Model):
            return output_activation(operation)
        if kind == "Softmax":  # a layer, or keras.ops.softmax
            last = operation.axis in (-1, len(operation.output.shape) - 1)
            return "softmax" if last else "softmax over another axis"
        if isinstance(operation, layers.SpectralNormalization):
            operation = operation.layer
        name = getattr(getattr(operation, "activation", None), "__name__", None)
        passes = isinstance(operation, layers.Activation) and name == "linear"
        if kind not in AFFINE and not passes:
            return name or kind
    return "linear"


def features_model(model: keras.Model) -> keras.Model:
    """From a model's images to the input of its last layer with a kernel, (n, units).

    To its output if that layer has several inputs, or is not connected to the images by itself.
    """
    try:
        # By default it would be named as the model's own Flatten may be, which Keras refuses.
        features = layers.Flatten(name="flattened_features")(_features(model))
        return keras.Model(model.inputs[0], features)
    except (AttributeError, ValueError):  # raised by Keras
        return model


def _features(model: keras.Model) -> keras.KerasTensor:
    for before, operation in reversed(list(pairwise([None, *_operations(model)]))):
        if isinstance(operation, keras.Model) and operation.weights:
            # The graph of a nested model begins with an input of its own.
            inner = keras.Model(operation.inputs[0], _features(operation))
            return inner(before.output if before else model.inputs[0])
        normalizes = type(operation).__name__.endswith("Normalization")
        if getattr(operation, "weights", None) and not normalizes:
            return operation.input
    return model.inputs[0]


def _operations(model: keras.Model) -> list[keras.Operation]:
    # A sequential model is made of layers only.
    operations: list[keras.Operation] = getattr(model, "operations", model.layers)
    return [each for each in operations if not isinstance(each, layers.InputLayer)]
