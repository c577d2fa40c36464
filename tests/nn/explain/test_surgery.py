import keras
import numpy as np
import pytest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.nn.classifier import Classifier
from cnn.nn.explain.surgery import Cut, Surgery, rounded
from cnn.nn.networks import build_network
from cnn.pretrained import PretrainedModel
from cnn.runs.network import (
    OUTPUT,
    Activation,
    ActivationName,
    BatchNormalization,
    Convolution,
    Dense,
    Flatten,
    LabNetwork,
    Network,
    Pooling,
)

FILTERS = 4


@pytest.fixture
def images(small_data: Dataset) -> np.ndarray:
    found: np.ndarray = small_data.validation.images[:20].astype(np.float32) / 255
    return found


def built(*layers: object) -> keras.Model:
    keras.utils.set_random_seed(5)
    return build_network(Network((*layers, OUTPUT)))  # type: ignore[arg-type]


def answers(model: keras.Model, images: np.ndarray) -> np.ndarray:
    return np.asarray(model(images[..., np.newaxis], training=False))


@pytest.mark.parametrize("model", pretrained.PRETRAINED_MODELS, ids=lambda model: model.name)
def test_without_a_cut_the_answers_are_the_model_s(
    images: np.ndarray, model: PretrainedModel
) -> None:
    classifier = Classifier.load(model.path)
    np.testing.assert_allclose(
        Surgery(classifier.model).classify(images, Cut()), classifier.classify(images), atol=1e-6
    )


@pytest.mark.parametrize(
    "after",
    [
        (),
        (Pooling(),),
        (BatchNormalization(), Activation(ActivationName.RELU)),
        (Pooling(), BatchNormalization(), Activation(ActivationName.SIGMOID)),
    ],
    ids=["nothing", "pooling", "normalization", "pooling and normalization"],
)
def test_the_next_layer_gets_nothing_from_a_silent_filter(
    images: np.ndarray, after: tuple[object, ...]
) -> None:
    model = built(Convolution(FILTERS, 3), *after, Flatten())
    [part] = Surgery(model).parts
    cut = Surgery(model).classify(images, Cut(frozenset({(part.layer, 2)})))
    # The same by hand: the weights with which the last layer hears the filter are made 0.
    last = model.layers[-1]
    kernel = np.asarray(last.kernel).copy()
    kernel.reshape(-1, FILTERS, 10)[:, 2] = 0
    last.kernel.assign(kernel)
    np.testing.assert_allclose(cut, answers(model, images), atol=1e-5)


def test_a_unit_can_be_silenced_as_well(images: np.ndarray) -> None:
    model = built(Flatten(), Dense(6))
    surgery = Surgery(model)
    [part] = surgery.parts
    assert (part.title, part.count) == ("Dense", 6)
    cut = surgery.classify(images, Cut(frozenset({(part.layer, 0), (part.layer, 5)})))
    kernel = np.asarray(model.layers[-1].kernel).copy()
    kernel[[0, 5]] = 0
    model.layers[-1].kernel.assign(kernel)
    np.testing.assert_allclose(cut, answers(model, images), atol=1e-5)


def test_a_cut_does_not_touch_the_model(images: np.ndarray) -> None:
    model = built(Convolution(FILTERS, 3), Flatten())
    before = answers(model, images)
    surgery = Surgery(model)
    cut = surgery.classify(images, Cut(frozenset({(surgery.parts[0].layer, 0)}), bits=2))
    assert np.abs(cut - before).max() > 1e-3
    np.testing.assert_array_equal(answers(model, images), before)
    np.testing.assert_allclose(surgery.classify(images, Cut()), before, atol=1e-6)


def test_filters_of_a_network_with_skip_connections_are_silenced(images: np.ndarray) -> None:
    keras.utils.set_random_seed(5)
    surgery = Surgery(build_network(LabNetwork.RESIDUAL_CNN))
    assert len(surgery.parts) == 7
    everything = frozenset(
        (part.layer, each) for part in surgery.parts for each in range(part.count)
    )
    silent = surgery.classify(images, Cut(everything))
    # Nothing is heard of any image: the answer is the same for all.
    np.testing.assert_allclose(silent, silent[:1].repeat(len(images), axis=0), atol=1e-6)


def test_rounded_weights_answer_as_if_the_kernels_were_rounded(images: np.ndarray) -> None:
    model = built(Convolution(FILTERS, 3), BatchNormalization(), Flatten())
    cut = Surgery(model).classify(images, Cut(bits=4))
    for layer in model.layers:
        if hasattr(layer, "kernel"):
            layer.kernel.assign(rounded(layer.kernel.numpy(), 4))
    np.testing.assert_allclose(cut, answers(model, images), atol=1e-5)


def test_rounding_worked_out_on_paper() -> None:
    weights = np.array([-0.6, -0.29, 0.0, 0.31, 0.46], np.float32)
    # Two bits: -0.6, 0 and 0.6. Three: steps of 0.2.
    np.testing.assert_allclose(rounded(weights, 2), [-0.6, 0, 0, 0.6, 0.6], atol=1e-6)
    np.testing.assert_allclose(rounded(weights, 3), [-0.6, -0.2, 0, 0.4, 0.4], atol=1e-6)


def test_eight_bits_leave_at_most_255_values() -> None:
    weights = np.random.default_rng(1).normal(size=10_000).astype(np.float32)
    found = rounded(weights, 8)
    assert 200 < len(np.unique(found)) <= 255
    assert np.abs(found - weights).max() <= np.abs(weights).max() / 127 / 2 + 1e-6


def test_weights_that_are_all_0_stay_so() -> None:
    assert not rounded(np.zeros(3, np.float32), 4).any()
