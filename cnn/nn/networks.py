"""The architectures.

Each takes float32 images (n, 28, 28, 1) in 0..1, where 0 is background, and returns float32
class probabilities (n, 10).
"""

from collections.abc import Callable, Mapping

import keras
from keras import layers

from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.runs.recipe import NetworkName


def article_cnn() -> keras.Model:
    """The course article's network: 323,286 parameters."""
    return keras.Sequential(
        [
            keras.Input((IMAGE_SIDE, IMAGE_SIDE, 1)),
            layers.Conv2D(32, kernel_size=3, activation="relu", padding="same"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, kernel_size=2, activation="relu", padding="same"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(100, activation="relu"),
            layers.Dropout(0.4),
            layers.Dense(len(CLASS_NAMES), activation="softmax"),
        ],
        name="article_cnn",
    )


def dense_network() -> keras.Model:
    """One hidden layer of 100 units over the flattened pixels: 79,510 parameters."""
    return keras.Sequential(
        [
            keras.Input((IMAGE_SIDE, IMAGE_SIDE, 1)),
            layers.Flatten(),
            layers.Dense(100, activation="relu"),
            layers.Dense(len(CLASS_NAMES), activation="softmax"),
        ],
        name="dense_network",
    )


def robust_cnn() -> keras.Model:
    """Three blocks of convolution, pooling and batch normalization: 391,082 parameters."""
    model = keras.Sequential([keras.Input((IMAGE_SIDE, IMAGE_SIDE, 1))], name="robust_cnn")
    for filters in (32, 64, 128):
        model.add(layers.Conv2D(filters, kernel_size=3, padding="same", use_bias=False))
        model.add(layers.MaxPooling2D(2))
        # After pooling: a quarter of the work, and the maximum commutes with these two.
        model.add(layers.BatchNormalization())
        model.add(layers.Activation("relu"))
    model.add(layers.Flatten())
    model.add(layers.Dense(256, activation="relu"))
    model.add(layers.Dropout(0.4))
    model.add(layers.Dense(len(CLASS_NAMES), activation="softmax"))
    return model


def residual_cnn() -> keras.Model:
    """Seven convolutions, two pairs of them with skip connections: 475,050 parameters."""
    images = keras.Input((IMAGE_SIDE, IMAGE_SIDE, 1))
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


NETWORKS: Mapping[NetworkName, Callable[[], keras.Model]] = {
    NetworkName.ARTICLE_CNN: article_cnn,
    NetworkName.DENSE: dense_network,
    NetworkName.ROBUST_CNN: robust_cnn,
    NetworkName.RESIDUAL_CNN: residual_cnn,
}
"""Builds each architecture, with new weights."""
