"""Output activations and features of models that end in many ways."""

import warnings
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers, ops

from cnn.nn.networks import build_network
from cnn.nn.output_layers import features_model, output_activation
from cnn.pretrained import PRETRAINED_MODELS, PretrainedModel
from cnn.runs.network import AnyNetwork
from cnn.runs.recipe import RECIPES

IMAGES = np.random.default_rng(0).random((3, 28, 28, 1), np.float32)

Head = Callable[[keras.KerasTensor], keras.KerasTensor]
"""From a tensor (n, 28, 28, 1) to one (n, 10)."""


def model_of(head: Head) -> keras.Model:
    images = keras.Input((28, 28, 1))
    return keras.Model(images, head(images))


def hidden(images: keras.KerasTensor) -> keras.KerasTensor:
    return layers.Dense(6, "relu", name="hidden")(layers.Flatten()(images))


def dense(activation: str | None = None) -> Head:
    return lambda images: layers.Dense(10, activation)(hidden(images))


def nested(*last: keras.Layer) -> keras.Sequential:
    return keras.Sequential([keras.Input((6,)), *last])


HEADS: dict[str, tuple[str, Head]] = {
    "dense": ("softmax", dense("softmax")),
    "logits": ("linear", dense()),
    "layer": ("softmax", lambda x: layers.Softmax()(dense()(x))),
    "axis 1": ("softmax", lambda x: layers.Softmax(axis=1)(dense()(x))),
    "axis 0": ("softmax over another axis", lambda x: layers.Softmax(axis=0)(dense()(x))),
    "activation layer": ("softmax", lambda x: layers.Activation("softmax")(dense()(x))),
    "cast to float32": ("softmax", lambda x: layers.Activation("linear")(dense("softmax")(x))),
    "operation": ("softmax", lambda x: ops.softmax(dense()(x))),
    "function": ("softmax", lambda x: keras.activations.softmax(dense()(x))),
    "temperature": ("linear", lambda x: dense()(x) / 2),
    "log": ("log_softmax", dense("log_softmax")),
    "sigmoid": ("sigmoid", dense("sigmoid")),
    "relu layer": ("ReLU", lambda x: layers.ReLU()(dense()(x))),
    "dropout": ("softmax", lambda x: layers.Dropout(0.5)(dense("softmax")(x))),
    "normalized": ("linear", lambda x: layers.BatchNormalization()(dense()(x))),
    "nested": ("softmax", lambda x: nested(layers.Dense(10, "softmax"))(hidden(x))),
    "nested logits": ("linear", lambda x: nested(layers.Dense(10))(hidden(x))),
    "nested softmax": (
        "softmax",
        lambda x: keras.Sequential([keras.Input((10,)), layers.Softmax()])(dense()(x)),
    ),
}


@pytest.mark.parametrize(("activation", "head"), HEADS.values(), ids=HEADS)
def test_the_output_activation_is_known_before_and_after_saving(
    activation: str, head: Head, tmp_path: Path
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras warns of a softmax over axis 0
        model = model_of(head)
        assert output_activation(model) == activation
        model.save(tmp_path / "model.keras")
        assert output_activation(keras.models.load_model(tmp_path / "model.keras")) == activation


@pytest.mark.parametrize("head", [head for _, head in HEADS.values()], ids=HEADS)
def test_features_are_the_input_of_the_last_layer_with_a_kernel(head: Head) -> None:
    model = model_of(head)
    expected = keras.Model(model.inputs[0], model.get_layer("hidden").output)
    np.testing.assert_allclose(features_model(model)(IMAGES), expected(IMAGES), rtol=1e-5)


@pytest.mark.parametrize("network", [recipe.network for recipe in RECIPES.values()])
def test_the_labs_networks_end_in_a_softmax_after_their_features(network: AnyNetwork) -> None:
    model = build_network(network)
    assert output_activation(model) == "softmax"
    expected = keras.Model(model.inputs[0], model.layers[-1].input)
    np.testing.assert_allclose(features_model(model)(IMAGES), expected(IMAGES), rtol=1e-5)


@pytest.mark.parametrize("shipped", PRETRAINED_MODELS, ids=lambda shipped: shipped.name)
def test_the_features_of_a_shipped_model_are_not_its_output(shipped: PretrainedModel) -> None:
    model = keras.models.load_model(shipped.path, compile=False)
    expected = keras.Model(model.inputs[0], model.layers[-1].input)
    keras.utils.clear_session()  # names of new layers begin anew, as in a new process
    np.testing.assert_allclose(features_model(model)(IMAGES), expected(IMAGES), rtol=1e-5)


def test_a_network_of_convolutions_alone_has_an_activation_and_features() -> None:
    def head(images: keras.KerasTensor) -> keras.KerasTensor:
        maps = layers.Conv2D(10, 3)(layers.MaxPooling2D(4)(images))
        return layers.Softmax()(layers.GlobalAveragePooling2D()(maps))

    model = model_of(head)
    assert output_activation(model) == "softmax"
    assert features_model(model).output_shape == (None, 49)


def test_an_ensemble_ends_in_the_activation_of_its_members() -> None:
    images = keras.Input((28, 28, 1))
    members = [dense("softmax")(images), layers.Dense(10, "softmax")(layers.Flatten()(images))]
    assert output_activation(keras.Model(images, layers.Average()(members))) == "softmax"


def test_a_graph_that_cannot_be_followed_has_its_output_as_features() -> None:
    images = keras.Input((28, 28, 1))
    flat = layers.Flatten()(images)
    branch = keras.Model(flat_input := keras.Input((6,)), layers.Dense(10, "softmax")(flat_input))
    members = [branch(layers.Dense(6)(flat)), branch(layers.Dense(6, "relu")(flat))]
    model = keras.Model(images, layers.Average()(members))
    assert features_model(model)(IMAGES).shape[0] == len(IMAGES)
