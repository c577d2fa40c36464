"""Chooses among the ways in which a garment was cut out of a photo, by the images that come of it.

Most of them go wrong. Three witnesses are heard: a small network that was trained on photos
composed of garments of Fashion-MNIST, where it is known what belongs to the garment
(``tools/train_judge.py``); the measure for what looks like no garment; and the classifier, whose
answers for well cut out images agree.
"""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from scipy.special import softmax

from cnn.data.labels import IMAGE_SIDE
from cnn.nn.classifier import Classifier
from cnn.nn.explain.familiarity import Familiarity
from cnn.paths import ASSETS

FILE = ASSETS / "judge.keras"

TRUST = 0.15
"""How much the vote of a cut-out gains with its score: 0, and all votes are equal."""


class Judge:
    """Wraps a Keras model from (n, 28, 28, 1) float32 in 0..1 to (n, 1) logits.

    Safe to share: any thread may use it at any time.
    """

    def __init__(
        self, network: keras.Model, familiarity: Familiarity, classifier: Classifier
    ) -> None:
        signature = [tf.TensorSpec((None, IMAGE_SIDE, IMAGE_SIDE, 1), tf.float32)]
        self._logits = tf.function(
            lambda images: network(images, training=False)[:, 0], input_signature=signature
        )
        self._familiarity = familiarity
        self._classifier = classifier

    @classmethod
    def load(cls, familiarity: Familiarity, classifier: Classifier, path: Path = FILE) -> "Judge":
        return cls(keras.models.load_model(path, compile=False), familiarity, classifier)

    def log_odds(self, images: np.ndarray) -> np.ndarray:
        """Float32 images (n, 28, 28) in 0..1 to the log odds that each is well cut out, (n,)."""
        log_odds: np.ndarray = self._logits(tf.constant(images[..., np.newaxis])).numpy()
        return log_odds

    def best(self, images: np.ndarray) -> int:
        """Which of the float32 images (n, 28, 28) in 0..1 to take.

        All vote on the class of the garment, those that are cut out well and look like a garment
        with more weight. Of the images that agree with the outcome, it is the one with the most.
        """
        scores = self.log_odds(images) - self._familiarity.strangeness(images)
        answers = [each.probabilities for each in self._classifier.recognize_each(images)]
        outcome = np.argmax(softmax(TRUST * scores) @ answers)
        agrees = np.argmax(answers, axis=1) == outcome
        return int(np.where(agrees | ~agrees.any(), scores, -np.inf).argmax())
