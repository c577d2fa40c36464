"""Tells whether an image looks like a garment at all.

A classifier gives one of its ten classes to any image, often with a high probability. A small
network of its own has an eleventh class for everything else. It was trained on Fashion-MNIST,
partly made to look like drawings and photos, and on pictures of scribbles, letters, shapes and
textures: outlier exposure, from Hendrycks et al. (arxiv.org/abs/1812.04606). All classifiers share
it, because Fashion-MNIST is all that any of them knows. ``tools/train_familiarity.py`` made it.
"""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.paths import ASSETS

FILE = ASSETS / "familiarity.keras"


class Familiarity:
    """Wraps a Keras model from (n, 28, 28, 1) float32 in 0..1 to 11 logits: the classes of
    Fashion-MNIST, then anything else.

    Safe to share: any thread may use it at any time.
    """

    def __init__(self, network: keras.Model) -> None:
        def log_odds(images: tf.Tensor) -> tf.Tensor:
            logits = network(images, training=False)
            garments, other = logits[:, : len(CLASS_NAMES)], logits[:, len(CLASS_NAMES)]
            return other - tf.reduce_logsumexp(garments, axis=1)

        signature = [tf.TensorSpec((None, IMAGE_SIDE, IMAGE_SIDE, 1), tf.float32)]
        self._log_odds = tf.function(log_odds, input_signature=signature)

    @classmethod
    def load(cls, path: Path = FILE) -> "Familiarity":
        return cls(keras.models.load_model(path, compile=False))

    def strangeness(self, images: np.ndarray) -> np.ndarray:
        """Float32 images (n, 28, 28) in 0..1 to the log odds that they show no garment, (n,).

        The file's last bias is shifted so that the limit between the two is 0.
        """
        log_odds: np.ndarray = self._log_odds(tf.constant(images[..., np.newaxis])).numpy()
        return log_odds

    def is_unlike(self, image: np.ndarray) -> bool:
        """Whether a float32 image (28, 28) in 0..1 is unlike any garment.

        It may face either way: the network was trained on mirror images too.
        """
        return bool(self.strangeness(image[np.newaxis])[0] > 0)
