from pathlib import Path

import cv2
import keras
import numpy as np
import pytest

from cnn import pretrained
from cnn.data.dataset import Dataset, load
from cnn.nn.classifier import Classifier
from cnn.nn.explain.heat_maps import PATCH, STEP, HeatMaps, without_part
from cnn.nn.networks import build_network
from cnn.pretrained import PretrainedModel
from cnn.runs.network import OUTPUT, Convolution, Flatten, LabNetwork, Network

GARMENTS = 200


@pytest.fixture
def image(small_data: Dataset) -> np.ndarray:
    found: np.ndarray = small_data.validation.images[0].astype(np.float32) / 255
    return found


@pytest.fixture(scope="module")
def garments(fashion_mnist_folder: Path) -> np.ndarray:
    """Some that no model has learned from."""
    images = load(lambda done, total: None).validation.images
    chosen = np.random.default_rng(17).choice(len(images), GARMENTS, replace=False)
    found: np.ndarray = images[chosen].astype(np.float32) / 255
    return found


def enlarged(heat: np.ndarray) -> np.ndarray:
    large = cv2.resize(heat.astype(np.float32), (28, 28), interpolation=cv2.INTER_LINEAR)
    found: np.ndarray = large / large.max()
    return found


def built(network: Network | LabNetwork) -> keras.Model:
    keras.utils.set_random_seed(5)
    return build_network(network)


def test_the_logits_are_what_softmax_turns_into_the_answer(image: np.ndarray) -> None:
    classifier = Classifier.load(pretrained.ROBUST_CNN.path)
    logits = HeatMaps(classifier.model).logits(image[np.newaxis])[0].astype(np.float64)
    odds = np.exp(logits - logits.max())
    np.testing.assert_allclose(
        odds / odds.sum(), classifier.classify(image[np.newaxis])[0], atol=1e-5
    )


def test_by_gradients_is_the_maps_times_the_weights_that_speak_for_the_class(
    image: np.ndarray,
) -> None:
    # The logit is a sum of values times weights, so that the weights are its gradient.
    model = built(Network((Convolution(4, 3), Flatten(), OUTPUT)))
    convolution, _, dense = model.layers
    maps = np.asarray(convolution(image[np.newaxis, ..., np.newaxis]))[0]
    weights = np.asarray(dense.kernel).reshape(28, 28, 4, 10)[..., 3]
    by_hand = (maps * np.maximum(weights, 0)).sum(axis=2)
    heat = HeatMaps(model).by_gradients(image, 3)
    np.testing.assert_allclose(heat, by_hand / by_hand.max(), atol=1e-5)


def test_by_occlusion_is_what_the_hidden_pixels_added_to_the_logit(image: np.ndarray) -> None:
    model = built(Network((Flatten(), OUTPUT)))
    added = np.pad(image * np.asarray(model.layers[-1].kernel)[:, 6].reshape(28, 28), PATCH // 2)
    by_hand = np.array(
        [
            [added[y : y + PATCH, x : x + PATCH].sum() for x in range(0, 28, STEP)]
            for y in range(0, 28, STEP)
        ]
    )
    heat = HeatMaps(model).by_occlusion(image, 6)
    np.testing.assert_allclose(heat, enlarged(np.maximum(by_hand, 0)), atol=1e-4)


def test_a_network_without_convolutions_has_no_maps_to_ask(image: np.ndarray) -> None:
    maps = HeatMaps(built(Network((Flatten(), OUTPUT))))
    assert not maps.has_maps
    with pytest.raises(ValueError, match="no feature maps"):
        maps.by_gradients(image, 0)


def test_a_network_with_skip_connections_is_asked_as_well(image: np.ndarray) -> None:
    maps = HeatMaps(built(LabNetwork.RESIDUAL_CNN))
    for heat in (maps.by_gradients(image, 1), maps.by_occlusion(image, 1)):
        assert heat.shape == (28, 28)
        assert heat.max() == pytest.approx(1)
        assert heat.min() >= 0


def test_an_empty_image_speaks_for_nothing() -> None:
    empty = np.zeros((28, 28), np.float32)
    assert not HeatMaps(built(Network((Flatten(), OUTPUT)))).by_occlusion(empty, 0).any()


def test_the_hottest_or_the_coldest_pixels_are_hidden() -> None:
    image = np.ones((28, 28), np.float32)
    heat = np.arange(784).reshape(28, 28)
    without = without_part(image, heat, 0.25, hottest=True)
    assert without[:21].all()
    assert not without[21:].any()
    without = without_part(image, heat, 0.25, hottest=False)
    assert not without[:7].any()
    assert without[7:].all()
    assert image.all()


@pytest.mark.parametrize(
    ("model", "way"),
    [
        (pretrained.ARTICLE_CNN, "by_gradients"),
        (pretrained.ARTICLE_CNN, "by_occlusion"),
        (pretrained.ROBUST_CNN, "by_gradients"),
    ],
    ids=["article, gradients", "article, occlusion", "robust, gradients"],
)
def test_hiding_what_is_hot_costs_more_than_hiding_as_much_that_is_cold(
    garments: np.ndarray, model: PretrainedModel, way: str
) -> None:
    classifier = Classifier.load(model.path)
    maps = HeatMaps(classifier.model)
    answers = classifier.classify(garments).argmax(axis=1)
    heats = [
        getattr(maps, way)(image, int(answer))
        for image, answer in zip(garments, answers, strict=True)
    ]
    hot, cold = (
        classifier.classify(
            np.stack(
                [
                    without_part(image, heat, 0.15, hottest=hottest)
                    for image, heat in zip(garments, heats, strict=True)
                ]
            )
        )[np.arange(GARMENTS), answers]
        for hottest in (True, False)
    )
    assert (hot < cold).mean() >= 0.8
