"""Where a model looked: the places of an image that speak for one of the ten classes."""

import cv2
import keras
import numpy as np
import tensorflow as tf

from cnn.data.labels import IMAGE_SIDE
from cnn.nn.summary import boxes

PATCH = 5
"""Side in pixels of the square that occlusion moves over the image; odd: it has a middle."""

STEP = 2
"""Pixels by which it moves."""


class HeatMaps:
    """Two ways to ask a model where it looked. Any thread may use it.

    Both are about a class's logit, its score before softmax, which other classes do not change.
    """

    def __init__(self, model: keras.Model) -> None:
        """``model``: a classifier of garments that ends with a dense layer."""
        self._last = next(
            layer for layer in reversed(model.layers) if isinstance(layer, keras.layers.Dense)
        )
        features, maps = _features_and_maps(model, self._last)
        self.has_maps = maps is not None
        """Whether the model has a convolution, without which there is no Grad-CAM."""
        self._shown = keras.Model(model.inputs[0], [features] if maps is None else [features, maps])
        images = tf.TensorSpec((None, IMAGE_SIDE, IMAGE_SIDE, 1), tf.float32)
        self._logits = tf.function(lambda images: self._run(images)[0], input_signature=[images])
        number = tf.TensorSpec((), tf.int32)
        self._gradient = tf.function(self._maps_and_gradient, input_signature=[images, number])

    def logits(self, images: np.ndarray) -> np.ndarray:
        """Of float32 images (n, 28, 28) in 0..1: float32 (n, 10)."""
        logits: np.ndarray = self._logits(tf.constant(images[..., np.newaxis])).numpy()
        return logits

    def by_gradients(self, image: np.ndarray, label: int) -> np.ndarray:
        """Grad-CAM (Selvaraju et al. 2017) place by place, which is LayerCAM (Jiang et al. 2021).

        The feature maps of the last convolution are added up, each value weighted by how much the
        logit grows with it, if it grows. Grad-CAM itself weights a map by the mean over all its
        places; a network that flattens its maps has a weight for each place, and the mean says
        little about it.

        Args:
            image: float32 (28, 28) in 0..1.
            label: the class, 0..9.

        Returns:
            Float32 (28, 28) in 0..1, 1 where it is hottest; 0 everywhere if nothing speaks for
            the class.

        Raises:
            ValueError: the model has no convolution.
        """
        if not self.has_maps:
            raise ValueError("A model without convolutions has no feature maps.")
        batch = tf.constant(image[np.newaxis, ..., np.newaxis])
        maps, gradient = (each.numpy()[0] for each in self._gradient(batch, label))
        heat = np.maximum((maps * np.maximum(gradient, 0)).sum(axis=2), 0)
        return _enlarged(heat)

    def by_occlusion(self, image: np.ndarray, label: int) -> np.ndarray:
        """How much the logit falls when a part is hidden (Zeiler & Fergus 2014), by its place.

        A square of 5 x 5 pixels is made background, around every second pixel in turn. It needs
        neither gradients nor feature maps.

        Args:
            image: float32 (28, 28) in 0..1.
            label: the class, 0..9.

        Returns:
            Float32 (28, 28) in 0..1, 1 where hiding lowers the logit most; 0 where it does not.
        """
        logits = self.logits(np.concatenate([image[np.newaxis], _occluded(image)]))[:, label]
        falls = (logits[0] - logits[1:]).reshape(IMAGE_SIDE // STEP, -1)
        return _enlarged(np.maximum(falls, 0))

    def _run(self, images: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor]]:
        """Logits, and the feature maps if there are any."""
        features, *maps = tf.nest.flatten(self._shown(images, training=False))
        logits = tf.matmul(tf.cast(features, tf.float32), tf.cast(self._last.kernel, tf.float32))
        if self._last.use_bias:
            logits += tf.cast(self._last.bias, tf.float32)
        return logits, maps

    def _maps_and_gradient(
        self, images: tf.Tensor, label: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            tape.watch(images)
            logits, [maps] = self._run(images)
            score = logits[:, label]
        gradient = tape.gradient(score, maps)
        return tf.cast(maps, tf.float32), tf.cast(gradient, tf.float32)


def without_part(image: np.ndarray, heat: np.ndarray, share: float, *, hottest: bool) -> np.ndarray:
    """The image with some of its pixels made background: its hottest ones, or its coldest.

    Args:
        image: float32 (28, 28) in 0..1.
        heat: float (28, 28).
        share: of all pixels, 0..1.
        hottest: otherwise, as many of the coldest.
    """
    order = np.argsort(heat, axis=None, kind="stable")
    count = round(share * image.size)
    without = image.copy()
    without.flat[order[image.size - count :] if hottest else order[:count]] = 0
    return without


def _features_and_maps(
    model: keras.Model, last: keras.layers.Dense
) -> tuple[keras.KerasTensor, keras.KerasTensor | None]:
    """The input of the last layer, and what the last convolution leads to before anything makes
    it smaller; ``None`` without a convolution.
    """
    tensors = {"": model.inputs[0]}
    for layer in model.layers:
        # Keras has built a sequential model again with each layer that was added. Only in a graph
        # of one's own do the features depend on these very maps.
        chained = isinstance(model, keras.Sequential)
        tensors[layer.name] = layer(list(tensors.values())[-1]) if chained else layer.output
        if layer is last:
            features = list(tensors.values())[-2] if chained else layer.input
    maps = None
    for box in boxes(model):
        if isinstance(box[0], keras.layers.Conv2D | keras.layers.Add):
            maps = tensors[box[-1].name]
    return features, maps


def _occluded(image: np.ndarray) -> np.ndarray:
    """The image with the surroundings of every second pixel hidden: (196, 28, 28)."""
    places = np.arange(IMAGE_SIDE)
    near = np.abs(places[::STEP, np.newaxis] - places) <= PATCH // 2
    patches = near[:, np.newaxis, :, np.newaxis] & near[np.newaxis, :, np.newaxis, :]
    hidden: np.ndarray = np.where(patches.reshape(-1, *image.shape), np.float32(0), image)
    return hidden


def _enlarged(heat: np.ndarray) -> np.ndarray:
    """To the image's size, and to a maximum of 1."""
    large = cv2.resize(heat, (IMAGE_SIDE, IMAGE_SIDE), interpolation=cv2.INTER_LINEAR)
    most = large.max()
    scaled: np.ndarray = (large / most if most > 0 else large).astype(np.float32)
    return scaled
