from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from cnn.data.dataset import Dataset
from cnn.nn.classifier import Classifier
from cnn.nn.explain.replay import Replay
from cnn.nn.training.compiled_networks import initial_network
from cnn.runs.network import ARTICLE_CNN, DENSE_NETWORK
from cnn.runs.recipe import RECIPES, Recipe


@pytest.fixture
def image(small_data: Dataset) -> np.ndarray:
    found: np.ndarray = small_data.validation.images[0].astype(np.float32) / 255
    return found


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_half_precision_weights_give_nearly_the_answer_of_the_network(
    recipe: Recipe, image: np.ndarray
) -> None:
    network = initial_network(recipe.network, 3)
    weights = [each.astype(np.float16) for each in network.get_weights()]
    seen = Replay(recipe.network).at(weights, image)
    assert seen.probabilities.dtype == np.float32
    answer = Classifier(network).classify(image[np.newaxis])[0]
    np.testing.assert_allclose(seen.probabilities, answer, atol=0.002)


def test_the_first_layer_is_shown_with_its_kernels_and_its_maps(image: np.ndarray) -> None:
    network = initial_network(ARTICLE_CNN, 3)
    seen = Replay(ARTICLE_CNN).at(network.get_weights(), image)
    kernel = np.asarray(network.layers[0].kernel)[:, :, 0]
    assert seen.kernels is not None and seen.maps is not None
    assert np.array_equal(seen.kernels, kernel)
    assert seen.maps.shape == (28, 28, 32)
    center = (image[9:12, 9:12, np.newaxis] * kernel).sum(axis=(0, 1))
    np.testing.assert_allclose(seen.maps[10, 10], np.maximum(center, 0), atol=1e-5)


def test_a_dense_network_has_neither(image: np.ndarray) -> None:
    weights = initial_network(DENSE_NETWORK, 3).get_weights()
    seen = Replay(DENSE_NETWORK).at(weights, image)
    assert seen.kernels is None and seen.maps is None


def test_visitors_at_two_moments_never_see_a_mixture(image: np.ndarray) -> None:
    replay = Replay(DENSE_NETWORK)
    moments = [initial_network(DENSE_NETWORK, seed).get_weights() for seed in (1, 2)]
    alone = [replay.at(weights, image).probabilities for weights in moments]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda n: replay.at(moments[n % 2], image), range(40)))
    for number, seen in enumerate(together):
        assert np.array_equal(seen.probabilities, alone[number % 2])


def test_weights_of_another_network_are_refused(image: np.ndarray) -> None:
    with pytest.raises(ValueError):
        Replay(DENSE_NETWORK).at(initial_network(ARTICLE_CNN, 1).get_weights(), image)
