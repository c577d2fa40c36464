"""Networks compiled for training, each lent to one run at a time.

Keras traces the training step when a network is first fitted. That takes a second or more, and
about 10 MB that TensorFlow never gives back. So a later run with the same settings takes over the
network of one that is over, and resets all of its state. Two runs at once never share one.
"""

import threading
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from cnn.nn.networks import build_network
from cnn.nn.training.batch_normalization import FusedBatchNormalization
from cnn.runs.network import AnyNetwork
from cnn.runs.recipe import OptimizerName, Recipe


@dataclass(frozen=True)
class Compilation:
    """Everything that a traced training step depends on."""

    network: AnyNetwork
    optimizer: OptimizerName
    learning_rate: float
    cycle_steps: int | None
    """The steps over which the learning rate rises and falls; ``None`` if it is constant."""
    weight_decay: float | None
    policy: str
    """The Keras dtype policy to compute in; weights are float32 in any case."""
    steps_per_execution: int

    def compile(self) -> keras.Model:
        """A new network; ``reset`` gives it its weights."""
        network = initial_network(self.network, 0, self.policy)
        network.compile(
            self._optimizer(),
            "sparse_categorical_crossentropy",
            metrics=["accuracy"],
            steps_per_execution=self.steps_per_execution,
        )
        network.optimizer.build(network.trainable_variables)
        return network

    def reset(self, network: keras.Model, seed: int) -> None:
        """Initializes weights, dropout and optimizer of a network of this kind."""
        initial = initial_network(self.network, seed, self.policy)
        for variable, value in zip(network.variables, initial.variables, strict=True):
            variable.assign(value)
        for variable in network.optimizer.variables:
            variable.assign(np.zeros(variable.shape, variable.dtype))
        if self.cycle_steps is None:
            network.optimizer.learning_rate = self.learning_rate

    def _optimizer(self) -> keras.optimizers.Optimizer:
        rate = learning_rate(self.learning_rate, self.cycle_steps)
        match self.optimizer:
            case OptimizerName.ADAM:
                return keras.optimizers.Adam(rate, weight_decay=self.weight_decay)
            case OptimizerName.SGD:
                return keras.optimizers.SGD(rate, momentum=0.9, weight_decay=self.weight_decay)
            case OptimizerName.RMSPROP:
                return keras.optimizers.RMSprop(rate, weight_decay=self.weight_decay)


class CompiledNetworks:
    """The idle networks of a process."""

    def __init__(self, most_idle: int = 8) -> None:
        """Beyond ``most_idle``, the one that was given back first is dropped."""
        self._most_idle = most_idle
        self._idle: list[tuple[Compilation, keras.Model]] = []
        self._lock = threading.Lock()

    def take(self, compilation: Compilation) -> keras.Model:
        """A network for the caller alone, in whatever state its last user left it."""
        with self._lock:
            for place, (kind, network) in enumerate(self._idle):
                if kind == compilation:
                    del self._idle[place]
                    return network
        return compilation.compile()

    def give_back(self, compilation: Compilation, network: keras.Model) -> None:
        with self._lock:
            self._idle = [*self._idle, (compilation, network)][-self._most_idle :]


def compilation_of(
    recipe: Recipe, steps_per_epoch: int, policy: str, images_per_call: int
) -> Compilation:
    return Compilation(
        recipe.network,
        recipe.optimizer,
        recipe.learning_rate,
        recipe.epochs * steps_per_epoch if recipe.one_cycle else None,
        recipe.weight_decay,
        policy,
        _steps_per_execution(steps_per_epoch, images_per_call // recipe.batch_size),
    )


def learning_rate(
    peak: float, cycle_steps: int | None
) -> float | keras.optimizers.schedules.LearningRateSchedule:
    """Constant, or one cycle: a linear rise for a quarter of the steps, then a cosine to zero.

    The cycle is Smith's (arxiv.org/abs/1803.09820).
    """
    if cycle_steps is None:
        return peak
    rising = cycle_steps // 4
    return keras.optimizers.schedules.CosineDecay(
        peak / 25, decay_steps=cycle_steps - rising, warmup_target=peak, warmup_steps=rising
    )


def _steps_per_execution(steps: int, most: int) -> int:
    # A divisor: the batches of all epochs come from one pipeline, and an execution must not
    # reach into the next epoch.
    return max(count for count in range(1, max(1, most) + 1) if steps % count == 0)


def initial_network(network: AnyNetwork, seed: int, policy: str = "float32") -> keras.Model:
    """With the weights that a training with this seed begins with, computing in ``policy``."""
    model = build_network(network)
    # Not Keras's seed for the whole process: two runs must not disturb each other.
    seeds = np.random.default_rng(seed)

    def copy(layer: keras.layers.Layer) -> keras.layers.Layer:
        config: dict[str, Any] = layer.get_config() | {"dtype": policy}
        if layer is model.layers[-1]:
            config["dtype"] = "float32"  # bfloat16 is too coarse for the loss
        if "kernel_initializer" in config:
            config["kernel_initializer"]["config"]["seed"] = int(seeds.integers(2**31))
        if "seed" in config:
            config["seed"] = int(seeds.integers(2**31))
        if isinstance(layer, keras.layers.BatchNormalization):
            return FusedBatchNormalization.from_config(config)
        return type(layer).from_config(config)

    return keras.models.clone_model(model, clone_function=copy)
