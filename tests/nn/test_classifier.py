import keras
import numpy as np
import pytest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.nn.classifier import Classifier


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load(pretrained.ARTICLE_CNN.path)


def test_the_pretrained_article_cnn_is_the_articles(classifier: Classifier) -> None:
    assert classifier.parameters == 323_286
    assert pretrained.ARTICLE_CNN.record.parameters == 323_286
    assert pretrained.ARTICLE_CNN.record.source == "fashion-mnist"


def test_one_image_and_many_get_the_same_answer(classifier: Classifier) -> None:
    images = np.random.default_rng(0).integers(0, 256, (7, 28, 28)).astype(np.uint8)
    many = classifier.classify_garments(images)
    one = classifier.classify(images[3:4].astype(np.float32) / 255)[0]
    assert many.shape == (7, 10)
    np.testing.assert_allclose(many.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(many[3], one, atol=1e-5)


def test_it_answers_as_keras_predicts(classifier: Classifier) -> None:
    images = np.random.default_rng(1).integers(0, 256, (5, 28, 28)).astype(np.uint8)
    model = keras.models.load_model(pretrained.ARTICLE_CNN.path)
    expected = model.predict(images[..., None].astype(np.float32) / 255, verbose=0)
    np.testing.assert_allclose(classifier.classify_garments(images), expected, atol=1e-5)


def test_the_image_is_recognized_from_the_side_that_the_network_is_surer_of(
    classifier: Classifier,
) -> None:
    images = np.random.default_rng(2).random((20, 28, 28), np.float32)
    chosen = [classifier.recognize(image) for image in images]
    assert {recognition.mirrored for recognition in chosen} == {False, True}
    for image, recognition in zip(images, chosen, strict=True):
        sides = np.stack([image, image[:, ::-1]])
        probabilities = classifier.classify(sides)
        best = int(probabilities.max(axis=1).argmax())
        assert recognition.mirrored == (best == 1)
        np.testing.assert_array_equal(recognition.image, sides[best])
        np.testing.assert_allclose(recognition.probabilities, probabilities[best], atol=1e-6)


def test_several_images_are_recognized_as_each_alone(classifier: Classifier) -> None:
    images = np.random.default_rng(2).random((20, 28, 28), np.float32)
    together = classifier.recognize_each(images)
    for one, recognition in zip(map(classifier.recognize, images), together, strict=True):
        assert recognition.mirrored == one.mirrored
        np.testing.assert_array_equal(recognition.image, one.image)
        np.testing.assert_allclose(recognition.probabilities, one.probabilities, atol=1e-6)


def test_a_garment_and_its_mirror_image_get_the_same_answer(classifier: Classifier) -> None:
    image = np.random.default_rng(2).random((28, 28), np.float32)
    one, other = classifier.recognize(image), classifier.recognize(image[:, ::-1])
    assert one.mirrored != other.mirrored
    np.testing.assert_array_equal(one.image, other.image)
    np.testing.assert_allclose(one.probabilities, other.probabilities, atol=1e-6)


def test_features_are_the_output_of_the_last_hidden_layer(classifier: Classifier) -> None:
    images = np.random.default_rng(3).integers(0, 256, (200, 28, 28)).astype(np.uint8)
    progress: list[tuple[int, int]] = []
    features = classifier.features_of_garments(
        images, lambda done, total: progress.append((done, total))
    )
    assert features.shape == (200, 100)
    np.testing.assert_allclose(
        features[7:8], classifier.features(images[7:8].astype(np.float32) / 255), atol=1e-5
    )
    assert progress == [(125, 200), (200, 200)]


def test_its_score_is_the_one_that_keras_evaluates(
    classifier: Classifier, small_data: Dataset
) -> None:
    garments = small_data.test
    model = keras.models.load_model(pretrained.ARTICLE_CNN.path)
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    loss, accuracy = model.evaluate(
        garments.images[..., np.newaxis].astype(np.float32) / 255, garments.labels, verbose=0
    )
    score = classifier.score(garments)
    assert score.loss == pytest.approx(loss, rel=1e-4)
    assert score.accuracy == pytest.approx(accuracy)
