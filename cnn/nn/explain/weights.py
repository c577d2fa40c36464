"""The numbers that training changes: the first kernels, and all weights together."""

from dataclasses import dataclass

import keras
import numpy as np

from cnn.nn.training.compiled_networks import initial_network
from cnn.runs.network import AnyNetwork


@dataclass(frozen=True)
class Weights:
    kernels: np.ndarray | None
    """Of the first convolution: float32 (height, width, filters); ``None`` without one."""
    all: np.ndarray
    """What products are made with, without biases and normalization: float32 (n,)."""


def weights_of(model: keras.Model) -> Weights:
    products = [each.kernel for each in model.layers if hasattr(each, "kernel")]
    return Weights(
        first_kernels(model),
        np.concatenate([np.asarray(each, np.float32).ravel() for each in products]),
    )


def first_kernels(model: keras.Model) -> np.ndarray | None:
    """Of the first convolution: float32 (height, width, filters); ``None`` without one."""
    layers = [each for each in model.layers if isinstance(each, keras.layers.Conv2D)]
    return np.asarray(layers[0].kernel, np.float32)[:, :, 0] if layers else None


def untrained(network: AnyNetwork, seed: int) -> Weights:
    """As a training of the lab with this seed begins."""
    return weights_of(initial_network(network, seed))
