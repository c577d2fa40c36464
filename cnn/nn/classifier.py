"""Classifies images with a trained model.

Safe to share: any thread may use a classifier at any time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from cnn.concurrency import Progress
from cnn.data.dataset import Garments
from cnn.data.labels import IMAGE_SIDE
from cnn.evaluation.metrics import Score, score
from cnn.nn.model_file import load_model
from cnn.nn.output_layers import features_model

BATCH = 125
"""Images per step when classifying many: larger batches are no faster and take more memory."""


@dataclass(frozen=True)
class Recognition:
    image: np.ndarray
    """The network's input, float32 (28, 28) in 0..1."""
    mirrored: bool
    """Whether it is the mirror image of what was given."""
    probabilities: np.ndarray
    """The network's output for this image, float32 (10,)."""


class Classifier:
    """Wraps a Keras model from (n, 28, 28, 1) float32 in 0..1 to (n, 10) probabilities."""

    def __init__(self, model: keras.Model) -> None:
        self.model = model
        # Traced once: predict() builds a data pipeline each time, 30 ms for a single image.
        images = [tf.TensorSpec((None, IMAGE_SIDE, IMAGE_SIDE, 1), tf.float32)]
        self._forward = tf.function(_float32(model), input_signature=images)
        self._hidden = tf.function(_float32(features_model(model)), input_signature=images)

    @classmethod
    def load(cls, path: Path) -> "Classifier":
        """The classifier in a ``.keras`` file.

        Raises:
            UnusableModel: no file, no Keras model, or a model that does not classify garments.
        """
        return cls(load_model(path))

    @property
    def parameters(self) -> int:
        count: int = self.model.count_params()
        return count

    def classify(self, images: np.ndarray) -> np.ndarray:
        """Float32 images (n, 28, 28) in 0..1 to float32 probabilities (n, 10)."""
        probabilities: np.ndarray = self._forward(tf.constant(images[..., np.newaxis])).numpy()
        return probabilities

    def recognize(self, image: np.ndarray) -> Recognition:
        """Classifies a float32 image (28, 28) in 0..1 from a drawing or photo, or its mirror image.

        The dataset's shoes all point left, people's mostly right. A network that knows only one
        direction is surer about the image that points that way.
        """
        return self.recognize_each(image[np.newaxis])[0]

    def recognize_each(self, images: np.ndarray) -> list[Recognition]:
        """The same for several images (n, 28, 28)."""
        sides = np.stack([images, images[:, :, ::-1]], axis=1)
        probabilities = self.classify(sides.reshape(-1, *images.shape[1:])).reshape(
            len(images), 2, -1
        )
        surer = probabilities.max(axis=2).argmax(axis=1)
        return [
            Recognition(sides[number, side], bool(side), probabilities[number, side])
            for number, side in enumerate(surer)
        ]

    def classify_garments(
        self, images: np.ndarray, progress: Progress = lambda done, total: None
    ) -> np.ndarray:
        """Uint8 images (n, 28, 28) to float32 probabilities (n, 10)."""
        return _in_batches(self.classify, images, progress)

    def score(self, garments: Garments) -> Score:
        return score(self.classify_garments(garments.images), garments.labels)

    def features(self, images: np.ndarray) -> np.ndarray:
        """Float32 images (n, 28, 28) in 0..1 to the last hidden layer's output (n, units)."""
        features: np.ndarray = self._hidden(tf.constant(images[..., np.newaxis])).numpy()
        return features

    def features_of_garments(
        self, images: np.ndarray, progress: Progress = lambda done, total: None
    ) -> np.ndarray:
        """Uint8 images (n, 28, 28) to the last hidden layer's output (n, units)."""
        return _in_batches(self.features, images, progress)


def _float32(model: keras.Model) -> Callable[[tf.Tensor], tf.Tensor]:
    return lambda images: tf.cast(model(images, training=False), tf.float32)


def _in_batches(
    function: Callable[[np.ndarray], np.ndarray],
    images: np.ndarray,
    progress: Progress = lambda done, total: None,
) -> np.ndarray:
    parts = []
    for start in range(0, len(images), BATCH):
        parts.append(function(images[start : start + BATCH].astype(np.float32) / 255))
        progress(min(start + BATCH, len(images)), len(images))
    return np.concatenate(parts)
