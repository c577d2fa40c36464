"""A trained model that answers: load it, classify images with it.

Safe to share: any thread may ask a classifier at any time.
"""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from cnn.classes import CLASS_NAMES, IMAGE_SIDE
from cnn.errors import UnusableModel

BATCH = 500
"""Images a step when classifying many: only memory limits it."""


class Classifier:
    """Wraps a Keras model from (n, 28, 28, 1) float32 in 0..1 to (n, 10) probabilities."""

    def __init__(self, model: keras.Model) -> None:
        self.model = model
        # Traced once: predict() builds a data pipeline each time, 30 ms for a single image.
        self._forward = tf.function(
            lambda images: model(images, training=False),
            input_signature=[tf.TensorSpec((None, IMAGE_SIDE, IMAGE_SIDE, 1), tf.float32)],
        )

    @classmethod
    def load(cls, path: Path) -> "Classifier":
        """The classifier in a ``.keras`` file.

        Raises:
            UnusableModel: no file, no Keras model, or a model of other inputs and outputs.
        """
        if not path.is_file():
            raise UnusableModel(f"There is no model file {path}. Check its name.")
        try:
            model = keras.models.load_model(path, compile=False)
        except (ValueError, OSError, KeyError, TypeError) as error:
            raise UnusableModel(
                f"{path.name} is not a Keras model. Choose a .keras file that this lab has written."
            ) from error
        if model.input_shape != (None, IMAGE_SIDE, IMAGE_SIDE, 1) or model.output_shape != (
            None,
            len(CLASS_NAMES),
        ):
            raise UnusableModel(
                f"{path.name} takes {model.input_shape} and gives {model.output_shape}; the lab "
                f"needs a classifier of 28x28 grey images into {len(CLASS_NAMES)} classes."
            )
        return cls(model)

    @property
    def parameters(self) -> int:
        return self.model.count_params()

    def classify(self, image: np.ndarray) -> np.ndarray:
        """Float32 image (28, 28) in 0..1 to float32 probabilities (10,)."""
        return self.classify_views(image[np.newaxis])[0]

    def classify_views(self, images: np.ndarray) -> np.ndarray:
        """Float32 images (n, 28, 28) in 0..1 to float32 probabilities (n, 10)."""
        return self._forward(tf.constant(images[..., np.newaxis])).numpy()

    def classify_garments(self, images: np.ndarray) -> np.ndarray:
        """Uint8 images (n, 28, 28) to float32 probabilities (n, 10)."""
        parts = [
            self._forward(tf.cast(images[start : start + BATCH, ..., np.newaxis], tf.float32) / 255)
            for start in range(0, len(images), BATCH)
        ]
        return np.concatenate([part.numpy() for part in parts])
