"""The network of one run while it is being fitted, with its optimizer and its random state."""

import io
from pathlib import Path
from types import TracebackType

import keras
import numpy as np

from cnn.data.dataset import Garments
from cnn.data.labels import CLASS_NAMES
from cnn.errors import UnusableModel
from cnn.nn.model_file import load_model
from cnn.nn.networks import build_network
from cnn.nn.training.compiled_networks import CompiledNetworks, compilation_of
from cnn.nn.training.pipeline import batches_per_epoch, training_batches, validation_batches
from cnn.runs.branch import Branch
from cnn.runs.files import write_whole
from cnn.runs.moment_file import Kind, Place, Variable, moment_content, read_variables
from cnn.runs.recipe import Recipe
from cnn.runs.timeline import is_moment

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
        self.steps = batches_per_epoch(garments, recipe)
        """Batches per epoch."""
        self._compilation = compilation_of(recipe, self.steps, policy, images_per_call)
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
        self,
        validation: Garments,
        callbacks: list[keras.callbacks.Callback],
        first_epoch: int = 0,
        epochs: int | None = None,
        first_batch: int = 0,
    ) -> None:
        """Trains until ``epochs`` epochs are over in all, or until a callback stops it.

        Begins with ``first_batch`` of ``first_epoch``, both counted from 0. If it begins within an
        epoch, ``epochs`` must end with it: all epochs of one call have the same number of batches.
        """
        batches = training_batches(
            self._garments, self.recipe, self._seed, first_epoch, first_batch
        )
        self.network.fit(
            batches,
            steps_per_epoch=self.steps - first_batch,
            initial_epoch=first_epoch,
            epochs=epochs or self.recipe.epochs,
            validation_data=validation_batches(validation),
            callbacks=callbacks,
            shuffle=False,  # the batches are shuffled already
            verbose=0,
        )

    def save(self, path: Path) -> None:
        """Writes weights, optimizer, metrics and the random state of dropout to an ``.npz`` file.

        Not a ``.keras`` file: those leave out the random state.
        """
        variables = [*self._variables(), *self.network.metrics_variables]
        content = io.BytesIO()
        np.savez(content, *(variable.numpy() for variable in variables))
        write_whole(path, content.getvalue())

    def restore(self, path: Path) -> None:
        """Takes over what ``save`` has written, or a moment, except for the metrics."""
        variables = self._variables()
        for variable, value in zip(variables, _arrays(path)[: len(variables)], strict=True):
            variable.assign(value)

    def begin_with(self, path: Path) -> None:
        """Takes over the weights in a ``.keras`` file.

        Raises:
            UnusableModel: it is no such file, or that of another network.
        """
        try:
            self.network.set_weights(load_model(path).get_weights())
        except ValueError as error:
            raise UnusableModel(
                f"The weights in {path.name} are not those of this network. Choose the recipe that "
                "they were trained with, or another file."
            ) from error

    def restore_metrics(self, path: Path) -> None:
        """Takes over the metrics, so that their means go on; only once an epoch has begun.

        Keras resets them before each epoch.
        """
        # A network that has never been fitted builds its metrics with the first batch.
        self.network.compute_metrics(None, np.zeros(1), np.full((1, len(CLASS_NAMES)), 0.1))
        values = _arrays(path)[len(self._variables()) :]
        for variable, value in zip(self.network.metrics_variables, values, strict=True):
            variable.assign(value)

    def branch_off(self, moment: Path, branch: Branch) -> None:
        """Takes over a moment of another run, except for its metrics and what is set anew."""
        kinds = zip(self._kinds(), self.network.variables, strict=True)
        random = [variable for kind, variable in kinds if kind is Kind.EXACT]
        own = [variable.numpy() for variable in random]
        self.restore(moment)
        if branch.seed != self._seed:
            for variable, value in zip(random, own, strict=True):
                variable.assign(value)
        optimizer = self.network.optimizer
        if self.recipe.one_cycle:
            # At the same place of the cycle, which has more or fewer steps with other batches.
            optimizer.iterations.assign(round(branch.epochs * self.steps))
        else:
            optimizer.learning_rate = self.recipe.learning_rate

    def nearest_batch(self, fraction: float) -> int:
        """Where training can begin within an epoch, near a fraction of it in 0..1."""
        per_execution = self._compilation.steps_per_execution
        executions = self.steps // per_execution
        return min(round(fraction * executions), executions - 1) * per_execution

    def moment(self, place: Place, seconds: float) -> bytes:
        """The content of a file from which a branch can go on; see ``moment_content``."""
        values = (each.numpy() for each in self.network.variables)
        variables: list[Variable] = [
            *zip(self._kinds(), values, strict=True),
            *((Kind.OPTIMIZER, each.numpy()) for each in self.network.optimizer.variables),
            *((Kind.EXACT, each.numpy()) for each in self.network.metrics_variables),
        ]
        return moment_content(variables, place, seconds)

    def weights(self, place: Place, seconds: float) -> bytes:
        """The same with the weights only."""
        weights = ((Kind.WEIGHT, values) for values in self.network.get_weights())
        return moment_content(weights, place, seconds)

    def trained_model(self) -> keras.Model:
        """A plain float32 model with the current weights."""
        model = build_network(self.recipe.network)
        model.set_weights(self.network.get_weights())
        return model

    def _variables(self) -> list[keras.Variable]:
        return [*self.network.variables, *self.network.optimizer.variables]

    def _kinds(self) -> list[Kind]:
        """Of the network's variables: weights, or the random states of dropout."""
        weights = {id(weight) for weight in self.network.weights}
        return [
            Kind.WEIGHT if id(each) in weights else Kind.EXACT for each in self.network.variables
        ]


def _arrays(path: Path) -> list[np.ndarray]:
    if is_moment(path):
        return read_variables(path)
    with np.load(path) as file:
        return [file[name] for name in file.files]
