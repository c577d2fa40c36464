"""The network of one run while it is being fitted, with its optimizer and its random state.

All of it belongs to the run: weights, dropout and batches are seeded one by one rather than by
Keras's seed for the whole process, so that two runs in one process do not disturb each other.
"""

from pathlib import Path
from typing import Any

import keras
import numpy as np

from cnn.data.dataset import Garments
from cnn.nn.networks import NETWORKS
from cnn.nn.training.batch_normalization import FusedBatchNormalization
from cnn.nn.training.pipeline import batches_per_epoch, training_batches, validation_batches
from cnn.runs.recipe import Recipe


class Fit:
    def __init__(
        self,
        recipe: Recipe,
        garments: Garments,
        seed: int,
        policy: str,
        images_per_call: int = 640,
    ) -> None:
        """``policy`` is the Keras dtype policy to compute in; weights are float32 in any case.

        One call of TensorFlow trains on at most ``images_per_call`` images: a tenth of a second
        to a second, which is how soon a stop takes effect.
        """
        self.recipe = recipe
        self._garments = garments
        self._seed = seed
        self._steps = batches_per_epoch(garments, recipe)
        self.network = _trainable_copy(NETWORKS[recipe.network](), seed, policy)
        self.network.compile(
            keras.optimizers.Adam(
                learning_rate(recipe, self._steps), weight_decay=recipe.weight_decay
            ),
            "sparse_categorical_crossentropy",
            metrics=["accuracy"],
            steps_per_execution=_steps_per_call(self._steps, images_per_call // recipe.batch_size),
        )

    def run(
        self, validation: Garments, callbacks: list[keras.callbacks.Callback], first_epoch: int = 0
    ) -> None:
        """Trains from ``first_epoch`` (counted from 0) to the end, or until a callback stops it."""
        self.network.fit(
            training_batches(self._garments, self.recipe, self._seed, first_epoch),
            steps_per_epoch=self._steps,
            initial_epoch=first_epoch,
            epochs=self.recipe.epochs,
            validation_data=validation_batches(validation),
            callbacks=callbacks,
            shuffle=False,  # the batches are shuffled already
            verbose=0,
        )

    def save(self, path: Path) -> None:
        """Writes weights, optimizer and the random state of dropout to an ``.npz`` file.

        Not a ``.keras`` file: those leave out the random state.
        """
        np.savez(path, *(variable.numpy() for variable in self._variables()))

    def restore(self, path: Path) -> None:
        """Takes over what ``save`` has written."""
        with np.load(path) as file:
            for variable, name in zip(self._variables(), file.files, strict=True):
                variable.assign(file[name])

    def _variables(self) -> list[keras.Variable]:
        optimizer = self.network.optimizer
        optimizer.build(self.network.trainable_variables)  # does nothing the second time
        return [*self.network.variables, *optimizer.variables]

    def trained_model(self) -> keras.Model:
        """A plain float32 model with the current weights."""
        model = NETWORKS[self.recipe.network]()
        model.set_weights(self.network.get_weights())
        return model


def learning_rate(
    recipe: Recipe, steps_per_epoch: int
) -> float | keras.optimizers.schedules.LearningRateSchedule:
    """Constant, or one cycle: a linear rise for a quarter of the steps, then a cosine to zero.

    The cycle is Smith's (arxiv.org/abs/1803.09820).
    """
    if not recipe.one_cycle:
        return recipe.learning_rate
    steps = recipe.epochs * steps_per_epoch
    rising = steps // 4
    return keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate / 25,
        decay_steps=steps - rising,
        warmup_target=recipe.learning_rate,
        warmup_steps=rising,
    )


def _steps_per_call(steps: int, most: int) -> int:
    # A divisor: the batches of all epochs come from one pipeline, and a call must not reach
    # into the next epoch.
    return max(count for count in range(1, max(1, most) + 1) if steps % count == 0)


def _trainable_copy(model: keras.Model, seed: int, policy: str) -> keras.Model:
    """The same layers with new weights, seeded, computing in ``policy``."""
    seeds = np.random.default_rng(seed)

    def copy(layer: keras.layers.Layer) -> keras.layers.Layer:
        config: dict[str, Any] = layer.get_config() | {"dtype": policy}
        if layer is model.layers[-1]:
            config["dtype"] = "float32"  # the loss is more exact than bfloat16 could say
        for name in ("kernel_initializer", "bias_initializer"):
            if "seed" in config.get(name, {}).get("config", {}):
                config[name]["config"]["seed"] = int(seeds.integers(2**31))
        if "seed" in config:
            config["seed"] = int(seeds.integers(2**31))
        if isinstance(layer, keras.layers.BatchNormalization):
            return FusedBatchNormalization.from_config(config)
        return type(layer).from_config(config)

    return keras.models.clone_model(model, clone_function=copy)
