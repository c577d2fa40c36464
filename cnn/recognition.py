"""Which garment a prepared picture shows: one answer, for page and command line alike."""

import cv2
import numpy as np

from cnn.classifier import Classifier
from cnn.garment_image import PreparedImage

SOFTNESS = 0.55
"""Gaussian blur in pixels: what scaling a picture twice does to it."""


def recognise(classifier: Classifier, prepared: PreparedImage) -> np.ndarray:
    """Float32 probabilities (10,): the mean over four views of the prepared image.

    Sharp, as the dataset is, and a little softened, as hasty lines and small photos had
    better be; each as it is and mirrored. The dataset's shoes all point left, people's mostly
    right: a network that knows only one direction is sure of the one and unsure of the other,
    so that the mean follows the former.
    """
    soft = cv2.GaussianBlur(prepared.image, (0, 0), SOFTNESS)
    views = np.stack([view for image in (prepared.image, soft) for view in (image, image[:, ::-1])])
    return classifier.classify_views(views).mean(axis=0)
