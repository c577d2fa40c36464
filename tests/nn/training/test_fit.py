"""The network of a run while it is being fitted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from cnn.data.dataset import Dataset, Garments
from cnn.nn.networks import build_network
from cnn.nn.training.fit import Fit
from cnn.runs.branch import Branch
from cnn.runs.moment_file import Place
from cnn.runs.network import DENSE_NETWORK
from cnn.runs.recipe import ARTICLE, DENSE, FAST, OptimizerName, Recipe
from cnn.runs.timeline import TIMELINE_FOLDER
from tests.networks import NORMALIZED_CNN

SHORT = replace(ARTICLE, epochs=3)

NORMALIZED = replace(FAST, network=NORMALIZED_CNN, epochs=4)
"""Batch normalization, dropout and one cycle: all the state that a run can have."""


def losses(fit: Fit, data: Dataset, first_epoch: int = 0) -> list[float]:
    """The validation loss after each epoch."""
    history = keras.callbacks.History()
    fit.run(data.validation, [history], first_epoch)
    values: list[float] = history.history["val_loss"]
    return values


def trained(recipe: Recipe, data: Dataset, seed: int) -> list[float]:
    with Fit(recipe, data.training, seed, "float32") as fit:
        return losses(fit, data)


def test_the_same_seed_gives_the_same_losses(small_data: Dataset) -> None:
    first, again, other = (trained(SHORT, small_data, seed) for seed in (7, 7, 8))
    assert first == pytest.approx(again, rel=1e-5)
    assert first != pytest.approx(other, rel=1e-3)


def test_a_run_that_takes_over_a_network_starts_as_if_it_were_new(small_data: Dataset) -> None:
    networks_used = []
    histories = []
    for seed in (5, 6, 5):
        with Fit(SHORT, small_data.training, seed, "float32") as fit:
            networks_used.append(fit.network)
            histories.append(losses(fit, small_data))
    assert networks_used[0] is networks_used[1] is networks_used[2]
    assert histories[0] == pytest.approx(histories[2], rel=1e-5)
    assert histories[0] != pytest.approx(histories[1], rel=1e-3)


def test_two_runs_at_once_have_networks_of_their_own(small_data: Dataset) -> None:
    with (
        Fit(SHORT, small_data.training, 1, "float32") as first,
        Fit(SHORT, small_data.training, 1, "float32") as second,
    ):
        assert first.network is not second.network


def test_the_network_of_a_run_that_failed_is_not_used_again(small_data: Dataset) -> None:
    with pytest.raises(ZeroDivisionError), Fit(SHORT, small_data.training, 1, "float32") as failed:
        raise ZeroDivisionError
    with Fit(SHORT, small_data.training, 1, "float32") as following:
        assert following.network is not failed.network


def test_two_runs_at_once_give_the_same_losses_as_one_after_the_other(
    small_data: Dataset,
) -> None:
    one_after_the_other = [trained(SHORT, small_data, seed) for seed in (1, 2)]
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(trained, SHORT, small_data, seed) for seed in (1, 2)]
        at_once = [run.result() for run in runs]
    for alone, beside in zip(one_after_the_other, at_once, strict=True):
        assert alone == pytest.approx(beside, rel=1e-5)


def test_a_run_goes_on_from_what_was_saved_as_if_it_had_never_ended(
    small_data: Dataset, tmp_path: Path
) -> None:
    whole = trained(NORMALIZED, small_data, seed=1)
    first_half = Fit(NORMALIZED, small_data.training, 1, "float32")

    class StopAfterTwo(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: object = None) -> None:
            self.model.stop_training = epoch == 1

    first_half.run(small_data.validation, [StopAfterTwo()])
    first_half.save(tmp_path / "half.npz")
    second_half = Fit(NORMALIZED, small_data.training, 1, "float32")
    second_half.restore(tmp_path / "half.npz")
    assert losses(second_half, small_data, first_epoch=2) == pytest.approx(whole[2:], rel=1e-4)


def half_trained(recipe: Recipe, data: Dataset, folder: Path) -> tuple[Fit, Path]:
    """After two epochs, and the file with that moment."""
    fit = Fit(recipe, data.training, 1, "float32")
    fit.run(data.validation, [], epochs=2)
    file = folder / TIMELINE_FOLDER / "2-0-10.npz"
    file.parent.mkdir()
    file.write_bytes(fit.moment(Place(2, 0, fit.steps), 0.0))
    return fit, file


@pytest.mark.parametrize("optimizer", OptimizerName)
def test_a_branch_that_changes_nothing_goes_on_nearly_like_its_parent(
    small_data: Dataset, tmp_path: Path, optimizer: OptimizerName
) -> None:
    recipe = replace(NORMALIZED, optimizer=optimizer, epochs=3)
    parent, moment = half_trained(recipe, small_data, tmp_path)
    steps = int(parent.network.optimizer.iterations)
    [expected] = losses(parent, small_data, first_epoch=2)
    branch = Fit(recipe, small_data.training, 1, "float32")
    branch.branch_off(moment, Branch("parent", "Fast 1", epochs=2, seed=1))
    assert int(branch.network.optimizer.iterations) == steps
    assert losses(branch, small_data, first_epoch=2) == pytest.approx([expected], rel=0.05)


def test_a_branch_has_its_own_learning_rate_and_with_another_seed_its_own_dropout(
    small_data: Dataset, tmp_path: Path
) -> None:
    parent, moment = half_trained(SHORT, small_data, tmp_path)
    random = random_states(parent)
    assert random
    for seed in (1, 2):
        fit = Fit(replace(SHORT, learning_rate=0.0001), small_data.training, seed, "float32")
        fit.branch_off(moment, Branch("parent", "Article CNN 1", epochs=2, seed=1))
        assert float(fit.network.optimizer.learning_rate) == pytest.approx(0.0001)
        assert (random_states(fit) == random) == (seed == 1)


def random_states(fit: Fit) -> list[list[int]]:
    return [each.numpy().tolist() for each in fit.network.variables if each.dtype != "float32"]


def test_a_branch_with_other_batches_stays_where_it_is_on_its_cycle(
    small_data: Dataset, tmp_path: Path
) -> None:
    parent, moment = half_trained(NORMALIZED, small_data, tmp_path)
    rate = float(parent.network.optimizer.learning_rate)
    recipe = replace(NORMALIZED, batch_size=16)
    fit = Fit(recipe, small_data.training, 1, "float32")
    fit.branch_off(moment, Branch("parent", "Fast 1", epochs=2, seed=1))
    assert int(fit.network.optimizer.iterations) == 2 * fit.steps
    assert float(fit.network.optimizer.learning_rate) == pytest.approx(rate, rel=0.1)


@pytest.mark.parametrize(("fraction", "batch"), [(0, 0), (0.26, 10), (0.5, 20), (0.99, 30)])
def test_training_begins_where_an_execution_of_tensorflow_can(
    small_data: Dataset, fraction: float, batch: int
) -> None:
    recipe = replace(DENSE, batch_size=8)
    fit = Fit(recipe, small_data.training, 1, "float32", images_per_call=80)
    assert fit.nearest_batch(fraction) == batch


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
def test_a_network_learns_in_either_precision_and_is_handed_over_in_float32(
    small_data: Dataset, policy: str
) -> None:
    fit = Fit(NORMALIZED, small_data.training, 1, policy)
    history = keras.callbacks.History()
    fit.run(small_data.validation, [history])
    assert history.history["loss"][-1] < 0.8 * history.history["loss"][0]
    model = fit.trained_model()
    assert {layer.dtype_policy.name for layer in model.layers} == {"float32"}
    assert {weights.dtype for weights in model.get_weights()} == {np.dtype("float32")}


def test_the_model_that_is_handed_over_needs_no_layer_of_the_labs_own(
    small_data: Dataset,
) -> None:
    fit = Fit(replace(NORMALIZED, epochs=1), small_data.training, 1, "float32")
    fit.run(small_data.validation, [])
    model = fit.trained_model()
    assert {type(layer).__module__.split(".")[0] for layer in model.layers} == {"keras"}
    images = small_data.test.images[..., np.newaxis].astype(np.float32) / 255
    np.testing.assert_allclose(
        model(images, training=False), fit.network(images, training=False), atol=1e-5
    )


def test_a_step_is_the_one_that_keras_takes(small_data: Dataset) -> None:
    """One batch through Keras's own model and layers leads to the same weights."""
    garments = Garments(small_data.training.images[:32], small_data.training.labels[:32])
    recipe = replace(DENSE, epochs=1)
    fit = Fit(recipe, garments, 1, "float32")
    plain = build_network(DENSE_NETWORK)
    plain.set_weights(fit.network.get_weights())
    plain.compile("adam", "sparse_categorical_crossentropy")
    fit.run(garments, [])
    plain.train_on_batch(garments.images[..., np.newaxis] / np.float32(255), garments.labels)
    for ours, theirs in zip(fit.network.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=2e-4)


def test_calls_of_tensorflow_are_short_and_end_with_the_epoch(small_data: Dataset) -> None:
    class Batches(keras.callbacks.Callback):
        def __init__(self) -> None:
            super().__init__()
            self.ends: list[int] = []

        def on_train_batch_end(self, batch: int, logs: object = None) -> None:
            self.ends.append(batch + 1)

    recipe = replace(DENSE, batch_size=8, epochs=2)
    fit = Fit(recipe, small_data.training, 1, "float32", images_per_call=80)
    batches = Batches()
    fit.run(small_data.validation, [batches])
    assert batches.ends == [10, 20, 30, 40] * 2
