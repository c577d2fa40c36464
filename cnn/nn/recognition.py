"""Which garment a prepared picture shows: one answer, for page and command line alike."""

from typing import TYPE_CHECKING

import numpy as np

from cnn.preprocessing.prepare import PreparedImage

if TYPE_CHECKING:
    from cnn.nn.classifier import Classifier


def recognize(classifier: "Classifier", prepared: PreparedImage) -> np.ndarray:
    """Float32 probabilities (10,): the mean over the image and its mirror image.

    The dataset's shoes all point left, people's mostly right. A network that knows only one
    direction is sure of the one and unsure of the other, so that the mean follows the former.
    """
    views = np.stack([prepared.image, prepared.image[:, ::-1]])
    return classifier.classify_views(views).mean(axis=0)
