"""The network of one run while it is being fitted, with its optimizer and its random state."""

from pathlib import Path
from types import TracebackType

import keras
import numpy as np

from cnn.data.dataset import Garments
from cnn.nn.networks import NETWORKS
from cnn.nn.training.compiled_networks import CompiledNetworks, compilation_of
from cnn.nn.training.pipeline import batches_per_epoch, training_batches, validation_batches
from cnn.runs.recipe import Recipe

_networks = CompiledNetworks()


class Fit:
    """A context manager: on leaving it, another run may use the network."""

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
        self._compilation = compilation_of(recipe, self._steps, policy, images_per_call)
        self.network = _networks.take(self._compilation)
        self._compilation.reset(self.network, seed)

    def __enter__(self) -> "Fit":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            _networks.give_back(self._compilation, self.network)

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

    def trained_model(self) -> keras.Model:
        """A plain float32 model with the current weights."""
        model = NETWORKS[self.recipe.network]()
        model.set_weights(self.network.get_weights())
        return model

    def _variables(self) -> list[keras.Variable]:
        return [*self.network.variables, *self.network.optimizer.variables]
