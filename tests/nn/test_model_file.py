"""Model files of all kinds: each is loaded, or refused with a sentence that is true of it."""

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from cnn import pretrained
from cnn.errors import UnusableModel
from cnn.nn.classifier import Classifier
from cnn.nn.model_file import load_model

IMAGES = np.random.default_rng(0).random((5, 28, 28), np.float32)


def network(
    *first: keras.Layer, shape: tuple[int | None, ...] = (28, 28, 1), activation: str = "softmax"
) -> keras.Sequential:
    return keras.Sequential(
        [keras.Input(shape), *first, layers.Flatten(), layers.Dense(10, activation)]
    )


def saved(model: keras.Model, folder: Path) -> Path:
    path = folder / "model.keras"
    model.save(path)
    return path


def sentence(path: Path) -> str:
    with pytest.raises(UnusableModel) as caught:
        load_model(path)
    return str(caught.value)


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return probabilities


@pytest.mark.parametrize("activation", ["linear", "log_softmax"])
def test_logits_become_probabilities(tmp_path: Path, activation: str) -> None:
    model = network(activation=activation)
    classifier = Classifier.load(saved(model, tmp_path))
    expected = softmax(np.asarray(model(IMAGES[..., np.newaxis])))
    np.testing.assert_allclose(classifier.classify(IMAGES), expected, atol=1e-6)
    assert classifier.parameters == model.count_params()
    assert [layer.name for layer in classifier.model.layers[-3:-1]] == [
        layer.name for layer in model.layers
    ]


def test_a_separate_softmax_layer_leaves_answers_and_features_right(tmp_path: Path) -> None:
    hidden, last = layers.Dense(7, "relu"), layers.Dense(10)
    model = keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Flatten(), hidden, last, layers.Softmax()]
    )
    classifier = Classifier.load(saved(model, tmp_path))
    np.testing.assert_allclose(
        classifier.classify(IMAGES), model(IMAGES[..., np.newaxis]), atol=1e-6
    )
    np.testing.assert_allclose(
        classifier.features(IMAGES), hidden(IMAGES.reshape(5, -1)), atol=1e-5
    )


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "tanh"])
def test_another_activation_is_named(tmp_path: Path, activation: str) -> None:
    path = saved(network(activation=activation), tmp_path)
    assert f"The last activation of model.keras is {activation}" in sentence(path)


def test_a_softmax_that_is_scaled_afterwards_gives_no_probabilities(tmp_path: Path) -> None:
    model = network()
    model.add(layers.Rescaling(2))
    assert "do not add up to 1" in sentence(saved(model, tmp_path))


@pytest.mark.parametrize("shape", [(28, 28), (784,), (1, 28, 28), (None, None, 1), (28, 28, 1)])
@pytest.mark.parametrize("functional", [False, True])
def test_any_input_with_the_pixels_of_an_image_is_adapted(
    tmp_path: Path, shape: tuple[int | None, ...], functional: bool
) -> None:
    pooled = layers.GlobalAveragePooling2D()
    model = network(*[pooled] * (None in shape), shape=shape)
    arrays = IMAGES.reshape(5, *(side or 28 for side in shape))
    expected = np.asarray(model(arrays))
    if functional:
        model = keras.Model(model.inputs, model.outputs)
    classifier = Classifier.load(saved(model, tmp_path))
    np.testing.assert_allclose(classifier.classify(IMAGES), expected, atol=1e-6)
    assert classifier.features(IMAGES).shape == (5, 1 if None in shape else 784)
    assert classifier.parameters == model.count_params()


def test_an_input_with_a_fixed_number_of_images_is_adapted(tmp_path: Path) -> None:
    images = keras.Input(batch_shape=(2, 28, 28, 1))
    model = keras.Model(images, layers.Dense(10, "softmax")(layers.Flatten()(images)))
    classifier = Classifier.load(saved(model, tmp_path))
    assert classifier.classify(IMAGES).shape == (5, 10)


def test_inputs_and_outputs_may_have_names(tmp_path: Path) -> None:
    images = keras.Input((28, 28, 1), name="image")
    answer = layers.Dense(10, "softmax")(layers.Flatten()(images))
    named = saved(keras.Model({"image": images}, {"answer": answer}), tmp_path)
    assert Classifier.load(named).classify(IMAGES).shape == (5, 10)


def test_a_model_in_half_precision_answers_in_float32(tmp_path: Path) -> None:
    images = keras.Input((28, 28, 1))
    flat = layers.Flatten(dtype="mixed_float16")(images)
    answer = layers.Dense(10, "softmax", dtype="mixed_float16")(flat)
    answers = Classifier.load(saved(keras.Model(images, answer), tmp_path)).classify(IMAGES)
    assert answers.dtype == np.float32
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=0.01)


def test_a_sequential_without_an_input_shape_can_be_used_once_it_was_trained(
    tmp_path: Path,
) -> None:
    model = keras.Sequential([layers.Flatten(), layers.Dense(10, "softmax")])
    with pytest.warns(UserWarning, match="not yet been built"):
        path = saved(model, tmp_path)
    assert "without weights" in sentence(path)
    expected = np.asarray(model(IMAGES))
    classifier = Classifier.load(saved(model, tmp_path))
    np.testing.assert_allclose(classifier.classify(IMAGES), expected, atol=1e-6)


def two_inputs() -> keras.Model:
    images = [keras.Input((28, 28, 1)) for _ in range(2)]
    flat = layers.Flatten()(layers.Add()(images))
    return keras.Model(images, layers.Dense(10, "softmax")(flat))


def two_outputs() -> keras.Model:
    images = keras.Input((28, 28, 1))
    flat = layers.Flatten()(images)
    return keras.Model(images, [layers.Dense(10, "softmax")(flat) for _ in range(2)])


OTHERS: dict[str, Callable[[], keras.Model]] = {
    "28x28x3": lambda: network(shape=(28, 28, 3)),
    "32x32x1": lambda: network(shape=(32, 32, 1)),
    "?x?x3": lambda: network(layers.GlobalAveragePooling2D(), shape=(None, None, 3)),
    "28x28x1 and 28x28x1": two_inputs,
    "arrays of 10 and 10": two_outputs,
    "arrays of 2": lambda: keras.Sequential([keras.Input((3,)), layers.Dense(2)]),
}


@pytest.mark.parametrize(("words", "build"), OTHERS.items(), ids=OTHERS)
def test_a_model_for_something_else_is_described(
    tmp_path: Path, words: str, build: Callable[[], keras.Model]
) -> None:
    refusal = sentence(saved(build(), tmp_path))
    assert words in refusal
    assert "28x28 gray images into 10 classes" in refusal


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_refused(tmp_path: Path, value: float) -> None:
    model = network()
    model.layers[-1].bias.assign([value] * 10)
    assert "NaN or infinite" in sentence(saved(model, tmp_path))


def test_code_in_a_model_is_not_run(tmp_path: Path) -> None:
    model = network(layers.Lambda(lambda images: images / 2))
    assert "contains code" in sentence(saved(model, tmp_path))


class Unknown(layers.Layer):
    def call(self, inputs: keras.KerasTensor) -> keras.KerasTensor:
        return inputs


def halved(values: keras.KerasTensor) -> keras.KerasTensor:
    return values / 2


@pytest.mark.parametrize(
    ("name", "first"),
    [("Unknown", Unknown), ("halved", lambda: layers.Dense(3, activation=halved))],
)
def test_what_is_not_of_keras_is_named(
    tmp_path: Path, name: str, first: Callable[[], keras.Layer]
) -> None:
    refusal = sentence(saved(network(first()), tmp_path))
    assert f"not Keras's own ({name})" in refusal


def test_a_savedmodel_folder_and_another_folder_get_a_sentence(tmp_path: Path) -> None:
    assert "is a folder, not a .keras file" in sentence(tmp_path)
    (tmp_path / "saved_model.pb").touch()
    assert "is a SavedModel folder" in sentence(tmp_path)


@pytest.mark.parametrize("name", ["model.h5", "model.keras"])
def test_an_hdf5_file_gets_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / "model.weights.h5"
    network().save_weights(path)
    assert "is an HDF5 file" in sentence(path.rename(tmp_path / name))


@pytest.mark.parametrize("name", ["words.keras", "words.txt"])
def test_a_file_that_is_no_model_gets_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("just some words")
    assert "not a Keras model" in sentence(path)


def test_half_a_model_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "half.keras"
    path.write_bytes(pretrained.ARTICLE_CNN.path.read_bytes()[:100_000])
    assert "or it is incomplete" in sentence(path)


def test_a_damaged_model_gets_a_sentence(tmp_path: Path) -> None:
    file = bytearray(pretrained.ARTICLE_CNN.path.read_bytes())
    file[len(file) // 2 : len(file) // 2 + 50_000] = bytes(50_000)
    path = tmp_path / "damaged.keras"
    path.write_bytes(file)
    assert "is damaged" in sentence(path)


@pytest.mark.parametrize("config", [None, "{", "[]", '{"module": "keras"}'])
def test_a_zip_file_that_is_no_model_gets_a_sentence(tmp_path: Path, config: str | None) -> None:
    path = tmp_path / "archive.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "words")
        if config is not None:
            archive.writestr("config.json", config)
    assert "not a Keras model" in sentence(path)


def test_a_model_of_another_version_gets_a_sentence(tmp_path: Path) -> None:
    path = saved(network(), tmp_path)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(files["config.json"])
    config["config"]["layers"][-1]["config"]["from_another_version"] = 1
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (files | {"config.json": json.dumps(config).encode()}).items():
            archive.writestr(name, content)
    assert f"that Keras {keras.__version__} can load" in sentence(path)


def test_a_model_without_its_suffix_gets_a_sentence(tmp_path: Path) -> None:
    path = saved(network(), tmp_path).rename(tmp_path / "model.zip")
    assert "does not end in .keras" in sentence(path)


def test_files_that_cannot_be_read_get_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty.keras").touch()
    assert "is empty" in sentence(tmp_path / "empty.keras")
    os.mkfifo(tmp_path / "fifo.keras")
    assert "is not a file" in sentence(tmp_path / "fifo.keras")
    assert "no model file" in sentence(tmp_path / "missing.keras")
    for name in ("x" * 300, "a\0b", "empty.keras/below"):
        assert "cannot be opened: " in sentence(tmp_path / name)
    assert "cannot be opened: " in sentence(Path("/proc/self/mem"))
