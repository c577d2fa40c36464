"""Loads the model in a file that may come from anywhere.

It is adapted to what the lab works with, float32 images (n, 28, 28, 1) in 0..1 to probabilities
(n, 10), or refused with a sentence. Code in a file is never run.
"""

import io
import json
import math
import stat
import warnings
import zipfile
from pathlib import Path
from typing import Any, NoReturn

import keras
import numpy as np
from keras import layers

from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.errors import UnusableModel
from cnn.nn.output_layers import output_activation

IMAGE_SHAPE = (IMAGE_SIDE, IMAGE_SIDE, 1)

LOGITS = ("linear", "log_softmax")
"""Activations whose softmax is the probabilities."""

CONFIG_LIMIT = 20_000_000
"""Bytes of a model's description that are read to find out what is wrong with it."""


def load_model(path: Path) -> keras.Model:
    """
    Raises:
        UnusableModel: no file, no Keras model, or a model that does not classify garments.
    """
    _check_file(path)
    try:
        # Warnings are about the file, whose faults become sentences below.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = keras.models.load_model(path, compile=False)
    except Exception as error:  # a foreign file can fail in any number of ways
        _refuse_unloadable(path, error)
    if not isinstance(model, keras.Model) or not model.built or not model.weights:
        raise UnusableModel(
            f"{path.name} contains a network without weights: it was saved before it was trained "
            "or given an input shape. Train it, then save it again."
        )
    if not all(np.isfinite(weight).all() for weight in model.get_weights()):
        raise UnusableModel(
            f"{path.name} has weights that are not numbers (NaN or infinite): its training has "
            "diverged. Train it again with a lower learning rate."
        )
    return _with_probabilities(_for_images(_without_names(model), path), path)


def _check_file(path: Path) -> None:
    """Refuses what is no ``.keras`` file, as far as that can be told without Keras."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise UnusableModel(f"There is no model file {path}. Check its name.") from error
    except (OSError, ValueError) as error:
        _refuse_unreadable(path, error)
    if stat.S_ISDIR(mode):
        kind = "a SavedModel folder" if (path / "saved_model.pb").exists() else "a folder"
        raise UnusableModel(
            f"{path} is {kind}, not a .keras file. Save the model with model.save('model.keras')."
        )
    if not stat.S_ISREG(mode):
        raise UnusableModel(f"{path} is not a file. Choose a .keras file.")
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        _refuse_unreadable(path, error)
    if not start:
        raise UnusableModel(f"{path.name} is empty. Choose a .keras file.")
    if start.startswith(b"\x89HDF"):
        raise UnusableModel(
            f"{path.name} is an HDF5 file (.h5), an older format that the lab does not read. Load "
            "it with Keras and save the model with model.save('model.keras')."
        )
    if not zipfile.is_zipfile(path):
        raise UnusableModel(
            f"{path.name} is not a Keras model, or it is incomplete. Choose a .keras file that "
            "this lab or Keras has written."
        )
    if path.suffix != ".keras":
        raise UnusableModel(f"The name of {path.name} does not end in .keras. Rename the file.")


def _refuse_unreadable(path: Path, error: Exception) -> NoReturn:
    reason = error.strerror if isinstance(error, OSError) else error
    raise UnusableModel(
        f"The model file {path} cannot be opened: {reason}. Check its name and its permissions."
    ) from error


def _refuse_unloadable(path: Path, error: Exception) -> NoReturn:
    """Says why Keras could not load a zip file."""
    try:
        config = _config(path)
    except (KeyError, ValueError, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        raise UnusableModel(
            f"{path.name} is a zip file, but not a Keras model, or it is damaged. Choose a .keras "
            "file that this lab or Keras has written."
        ) from error
    kinds = _class_names(config)
    if kinds & {"Lambda", "__lambda__", "TorchModuleWrapper", "TFSMLayer", "JaxLayer"}:
        raise UnusableModel(
            f"{path.name} contains code (a Lambda layer or the like), which the lab does not run. "
            "Replace that layer by one of Keras's own."
        ) from error
    own = _custom_class_names(config)
    if own:
        raise UnusableModel(
            f"{path.name} contains layers or functions that are not Keras's own "
            f"({', '.join(sorted(own))}), and a file does not say what they do. Use Keras's layers."
        ) from error
    raise UnusableModel(
        f"{path.name} is not a Keras model that Keras {keras.__version__} can load, or it is "
        "damaged. Save it again with a current version of Keras."
    ) from error


def _config(path: Path) -> Any:
    with zipfile.ZipFile(path) as archive, archive.open("config.json") as file:
        return json.load(io.BytesIO(file.read(CONFIG_LIMIT)))


def _objects(config: Any) -> list[dict[str, Any]]:
    """The descriptions of all layers, functions and other objects in a model's configuration."""
    found: list[dict[str, Any]] = []
    waiting = [config]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("class_name"), str):
                found.append(value)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found


def _class_names(config: Any) -> set[str]:
    return {each["class_name"] for each in _objects(config)}


def _custom_class_names(config: Any) -> set[str]:
    """The names of classes and functions that come from outside of Keras."""
    custom = set()
    for each in _objects(config):
        module = str(each.get("module") or "")
        if module in ("builtins", "") and each["class_name"] == "function":
            custom.add(str(each.get("config")))
        elif "module" in each and module.partition(".")[0] not in ("keras", "builtins"):
            custom.add(each["class_name"])
    return custom


def _without_names(model: keras.Model) -> keras.Model:
    """The same model with an input and an output that are not in a dictionary or list."""
    if isinstance(model, keras.Sequential) or len(model.inputs) + len(model.outputs) != 2:
        return model
    return keras.Model(model.inputs[0], model.outputs[0], name=model.name)


def _for_images(model: keras.Model, path: Path) -> keras.Model:
    """The same model for images (n, 28, 28, 1), if its input has as many pixels."""
    if len(model.inputs) == len(model.outputs) == 1 and model.outputs[0].shape[1:] == (
        len(CLASS_NAMES),
    ):
        batch, *shape = model.inputs[0].shape
        if batch is None and _admits_images(shape):
            return model
        if None not in shape and math.prod(shape) == math.prod(IMAGE_SHAPE):
            return _reshaping(model, shape)
    inputs, outputs = (
        " and ".join("x".join(str(side or "?") for side in tensor.shape[1:]) for tensor in tensors)
        for tensors in (model.inputs, model.outputs)
    )
    raise UnusableModel(
        f"{path.name} takes arrays of {inputs} and returns arrays of {outputs}; the lab needs a "
        f"classifier of 28x28 gray images into {len(CLASS_NAMES)} classes."
    )


def _admits_images(shape: list[int | None]) -> bool:
    return len(shape) == len(IMAGE_SHAPE) and all(
        side in (None, wanted) for side, wanted in zip(shape, IMAGE_SHAPE, strict=True)
    )


def _reshaping(model: keras.Model, shape: list[int]) -> keras.Model:
    images = keras.Input(IMAGE_SHAPE)
    return keras.Model(images, model(layers.Reshape(shape)(images)), name=model.name)


def _with_probabilities(model: keras.Model, path: Path) -> keras.Model:
    activation = output_activation(model)
    if activation in LOGITS:
        softmax = layers.Softmax(dtype="float32")(model.outputs[0])
        model = keras.Model(model.inputs[0], softmax, name=model.name)
    elif activation != "softmax":
        raise UnusableModel(
            f"The last activation of {path.name} is {activation}, which does not give the "
            "probabilities of one class each. End the network with a softmax, and train it again."
        )
    try:
        images = np.linspace(0, 1, 2 * math.prod(IMAGE_SHAPE), dtype=np.float32)
        answers = np.asarray(model(images.reshape(2, *IMAGE_SHAPE), training=False), np.float32)
    except Exception as error:  # anything can go wrong in a foreign model
        raise UnusableModel(
            f"{path.name} cannot be run on 28x28 gray images: {_first_line(error)}"
        ) from error
    if not np.allclose(answers.sum(axis=1), 1, atol=0.02) or answers.min() < 0:
        raise UnusableModel(
            f"{path.name} does not return probabilities: those of an image do not add up to 1. End "
            "the network with a softmax over its classes."
        )
    return model


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
