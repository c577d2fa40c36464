import keras
import numpy as np
from PIL import Image, ImageDraw

from cnn.nn.classifier import Classifier
from cnn.nn.networks import article_cnn
from cnn.nn.recognition import recognize
from cnn.preprocessing.prepare import prepare


def prepared(mirrored=False):
    picture = Image.new("RGB", (280, 280), "white")
    boot = [(60, 40), (130, 40), (140, 150), (250, 190), (250, 230), (60, 230), (60, 40)]
    ImageDraw.Draw(picture).line(boot, fill="black", width=8)
    return prepare(picture, mirrored=mirrored)


def test_the_answer_is_a_distribution_over_the_classes():
    keras.utils.set_random_seed(1)
    probabilities = recognize(Classifier(article_cnn()), prepared())
    assert probabilities.shape == (10,)
    np.testing.assert_allclose(probabilities.sum(), 1, rtol=1e-5)


def test_the_answer_is_the_same_for_a_shoe_and_its_mirror_image():
    keras.utils.set_random_seed(1)
    classifier = Classifier(article_cnn())
    left, right = prepared(), prepared(mirrored=True)
    assert np.abs(classifier.classify(left.image) - classifier.classify(right.image)).max() > 1e-4
    np.testing.assert_allclose(recognize(classifier, left), recognize(classifier, right), atol=2e-3)
