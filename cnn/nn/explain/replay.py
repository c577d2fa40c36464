"""What a network makes of one image at any moment of its training."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np

from cnn.nn.explain.feature_maps import FeatureMaps
from cnn.nn.explain.weights import first_kernels
from cnn.nn.networks import build_network
from cnn.runs.network import AnyNetwork


@dataclass(frozen=True)
class Snapshot:
    """One image, seen by the network as it was at one moment."""

    probabilities: np.ndarray
    """Float32 (10,)."""
    kernels: np.ndarray | None
    """Of the first convolution: float32 (height, width, filters); ``None`` without one."""
    maps: np.ndarray | None
    """What that convolution makes of the image, after its activation: float32 (h, w, filters)."""


class Replay:
    """A network that takes the weights of one moment after another. Any thread may use it."""

    def __init__(self, network: AnyNetwork) -> None:
        self._model = build_network(network)
        self._outputs = FeatureMaps(self._model)
        # The weights of one moment must stay until the image has been through the network.
        self._lock = threading.Lock()

    def at(self, weights: Sequence[np.ndarray], image: np.ndarray) -> Snapshot:
        """``weights``: floats in the order of Keras's ``get_weights()``. ``image``: float32
        (28, 28) in 0..1.

        Raises:
            ValueError: the weights are not those of this network.
        """
        with self._lock:
            self._model.set_weights([each.astype(np.float32) for each in weights])
            kernels, outputs = first_kernels(self._model), self._outputs.of(image)
        maps = (each.values for each in outputs if isinstance(each.layer, keras.layers.Conv2D))
        return Snapshot(outputs[-1].values, kernels, next(maps, None))
