"""Builds networks, which are described as plain data.

Each takes float32 images (n, 28, 28, 1) in 0..1, where 0 is background, and returns float32
class probabilities (n, 10).
"""

import re
from collections import Counter

import keras
from keras import layers

from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.runs import network as plain
from cnn.runs.network import AnyNetwork, LabNetwork, Network, PoolingKind


def build_network(network: AnyNetwork) -> keras.Model:
    """A network with new weights.

    Its layers have the names that Keras gives them in a new process: ``conv2d``, ``conv2d_1``.
    """
    counts: Counter[str] = Counter()

    def named(layer: keras.layers.Layer) -> keras.layers.Layer:
        # Keras counts on with each network that it builds.
        kind = re.sub(r"_\d+$", "", layer.name)
        number = f"_{counts[kind]}" if counts[kind] else ""
        counts[kind] += 1
        return type(layer).from_config(layer.get_config() | {"name": kind + number})

    return keras.models.clone_model(_unnamed(network), clone_function=named)


def _unnamed(network: AnyNetwork) -> keras.Model:
    match network:
        case LabNetwork.RESIDUAL_CNN:
            return _residual_cnn()
        case Network():
            return keras.Sequential(
                [_images(), *(_layer(layer) for layer in network.layers)], name="network"
            )


def _layer(layer: plain.Layer) -> keras.layers.Layer:
    match layer:
        case plain.Convolution():
            return layers.Conv2D(
                layer.filters,
                layer.kernel_size,
                activation=layer.activation.value,
                padding=layer.padding.value,
                use_bias=layer.bias,
            )
        case plain.Pooling(PoolingKind.MAX):
            return layers.MaxPooling2D(layer.size)
        case plain.Pooling():
            return layers.AveragePooling2D(layer.size)
        case plain.BatchNormalization():
            return layers.BatchNormalization()
        case plain.Activation():
            return layers.Activation(layer.function.value)
        case plain.Flatten():
            return layers.Flatten()
        case plain.Dense():
            return layers.Dense(layer.units, activation=layer.activation.value)
        case plain.Dropout():
            return layers.Dropout(layer.rate)


def _images() -> keras.KerasTensor:
    return keras.Input((IMAGE_SIDE, IMAGE_SIDE, 1), name="input_layer")


def _residual_cnn() -> keras.Model:
    """Seven convolutions, two pairs of them with skip connections: 475,050 parameters."""
    images = _images()
    maps = _convolve(images, 32)
    for filters in (64, 128):
        maps = _convolve(layers.MaxPooling2D(2)(maps), filters)
        maps = layers.Add()([maps, _convolve(_convolve(maps, filters), filters)])
    maps = layers.MaxPooling2D(2)(maps)
    features = layers.Dropout(0.3)(layers.Flatten()(maps))
    probabilities = layers.Dense(len(CLASS_NAMES), activation="softmax")(features)
    return keras.Model(images, probabilities, name="residual_cnn")


def _convolve(maps: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    maps = layers.Conv2D(filters, kernel_size=3, padding="same", use_bias=False)(maps)
    return layers.Activation("relu")(layers.BatchNormalization(momentum=0.9)(maps))
