"""Tells how well a garment is cut out, by the image that comes of it.

A photo is cut out in several ways, of which most go wrong. A small network was trained on photos
that were composed of garments of Fashion-MNIST, where it is known what belongs to the garment.
``tools/train_judge.py`` made it.
"""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from cnn.data.labels import IMAGE_SIDE
from cnn.nn.explain.familiarity import Familiarity
from cnn.paths import ASSETS

FILE = ASSETS / "judge.keras"


class Judge:
    """Wraps a Keras model from (n, 28, 28, 1) float32 in 0..1 to (n, 1) logits.

    Safe to share: any thread may use it at any time.
    """

    def __init__(self, network: keras.Model, familiarity: Familiarity) -> None:
        signature = [tf.TensorSpec((None, IMAGE_SIDE, IMAGE_SIDE, 1), tf.float32)]
        self._logits = tf.function(
            lambda images: network(images, training=False)[:, 0], input_signature=signature
        )
        self._familiarity = familiarity

    @classmethod
    def load(cls, familiarity: Familiarity, path: Path = FILE) -> "Judge":
        return cls(keras.models.load_model(path, compile=False), familiarity)

    def log_odds(self, images: np.ndarray) -> np.ndarray:
        """Float32 images (n, 28, 28) in 0..1 to the log odds that each is well cut out, (n,)."""
        log_odds: np.ndarray = self._logits(tf.constant(images[..., np.newaxis])).numpy()
        return log_odds

    def best(self, images: np.ndarray) -> int:
        """Which of the float32 images (n, 28, 28) in 0..1 is cut out well and looks like a garment.

        Neither alone chooses as well.
        """
        return int((self.log_odds(images) - self._familiarity.strangeness(images)).argmax())
