"""What the last layers of a model do: its output activation, and the features before it.

Follows the graph of a functional or sequential model back from its output.
"""

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
    return _activation(model.outputs[0])


def features_model(model: keras.Model) -> keras.Model:
    """From a model's images to the input of its last layer with a kernel, (n, units)."""
    features = _features(model.outputs[0])
    if len(features.shape) != 2:
        features = layers.Flatten()(features)
    return keras.Model(_single(model.inputs), features)


def _activation(tensor: keras.KerasTensor) -> str:
    operation, inputs = _origin(tensor)
    kind = type(operation).__name__
    if isinstance(operation, keras.Model):
        return _activation(_inner_output(operation, tensor))
    if kind == "Softmax":
        return (
            "softmax"
            if operation.axis in (-1, len(tensor.shape) - 1)
            else "softmax over another axis"
        )
    if kind == "InputLayer":
        return "linear"
    if isinstance(operation, layers.SpectralNormalization):
        operation = operation.layer
    name = getattr(getattr(operation, "activation", None), "__name__", None)
    if kind in AFFINE or (isinstance(operation, layers.Activation) and name == "linear"):
        before = {_activation(tensor) for tensor in inputs}
        return before.pop() if len(before) == 1 else kind
    return name or kind


def _features(tensor: keras.KerasTensor) -> keras.KerasTensor:
    operation, inputs = _origin(tensor)
    if isinstance(operation, layers.InputLayer):
        return tensor
    if isinstance(operation, keras.Model):
        inner = _features(_inner_output(operation, tensor))
        if isinstance(_origin(inner)[0], layers.InputLayer):
            return inputs[0] if operation.weights else _features(inputs[0])
        return keras.Model(_single(operation.inputs), inner)(_single(inputs))
    normalizes = type(operation).__name__.endswith("Normalization")
    if getattr(operation, "weights", None) and not normalizes:
        return inputs[0]
    if len(inputs) == 1:
        return _features(inputs[0])
    return layers.Concatenate()([layers.Flatten()(_features(each)) for each in inputs])


def _origin(tensor: keras.KerasTensor) -> tuple[keras.Operation, list[keras.KerasTensor]]:
    """The operation that a tensor comes from, and what that was called with."""
    operation, node, _ = tensor._keras_history
    return operation, operation._inbound_nodes[node].input_tensors


def _single(
    tensors: list[keras.KerasTensor],
) -> keras.KerasTensor | list[keras.KerasTensor]:
    """The tensor itself if there is only one: Keras warns of a list where it expects a tensor."""
    return tensors[0] if len(tensors) == 1 else tensors


def _inner_output(model: keras.Model, tensor: keras.KerasTensor) -> keras.KerasTensor:
    """The output of a nested model that a tensor of the outer model stands for."""
    return model.outputs[tensor._keras_history.tensor_index]
