"""The inner loop on small data."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from cnn import fitting, models
from cnn.augmentation import silhouettes
from cnn.dataset import Dataset
from cnn.fitting import Fitting
from cnn.recipes import BEST, DENSE

SEED = np.zeros(2, np.int32)


def one_epoch(fit: Fitting) -> fitting.Learned:
    parts = [fit.learn(numbers, SEED) for numbers in fit.calls(np.random.default_rng(1))]
    return sum(parts, fitting.Learned())


def test_an_epoch_shows_each_image_once_in_an_order_of_its_own(small_data: Dataset) -> None:
    recipe = replace(DENSE, batch_size=50)
    fit = Fitting(models.dense_network(), recipe, small_data.training, "float32")
    calls = list(fit.calls(np.random.default_rng(1)))
    assert [batches.shape for batches in calls] == [(6, 50), (1, 20)]
    order = np.concatenate([batches.ravel() for batches in calls])
    assert sorted(order) == list(range(len(small_data.training)))
    assert list(order) != sorted(order)


def test_calls_are_short_enough_to_stop_between_them(small_data: Dataset) -> None:
    recipe = replace(DENSE, batch_size=16)
    fit = Fitting(models.dense_network(), recipe, small_data.training, "float32")
    longest = max(numbers.size for numbers in fit.calls(np.random.default_rng(1)))
    assert longest <= fitting.IMAGES_A_CALL


def test_the_model_stays_as_it_is_until_its_copy_is_published(small_data: Dataset) -> None:
    model = models.dense_network()
    before = model.get_weights()
    fit = Fitting(model, DENSE, small_data.training, "float32")
    one_epoch(fit)
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True))
    fit.publish()
    assert not np.array_equal(before[0], model.get_weights()[0])


def test_images_are_varied_only_where_the_recipe_says_so(small_data: Dataset) -> None:
    images, labels = small_data.training.images[:40], small_data.training.labels[:40]
    originals = images[..., np.newaxis] / 255
    plain, varied = (
        Fitting(models.dense_network(), recipe, small_data.training, "float32")
        for recipe in (DENSE, replace(DENSE, augmentation="what_people_bring"))
    )
    shown = [fit.inputs(images, silhouettes(images), labels, SEED) for fit in (plain, varied)]
    np.testing.assert_allclose(shown[0], originals, atol=1e-6)
    changed = np.abs(shown[1] - originals).max(axis=(1, 2, 3)) > 0.01
    assert 0.4 < changed.mean() < 0.7


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
def test_a_network_learns_in_either_precision_and_keeps_float32(
    small_data: Dataset, policy: str
) -> None:
    fit = Fitting(models.residual_cnn(), BEST, small_data.training, policy)
    first = one_epoch(fit)
    for _ in range(3):
        last = one_epoch(fit)
    fit.publish()
    assert last.images == len(small_data.training)
    assert last.loss < 0.8 * first.loss
    assert {weights.dtype for weights in fit.model.get_weights()} == {np.dtype("float32")}


def test_the_step_matches_keras(small_data: Dataset) -> None:
    """The same batch, once through Keras's own ``train_on_batch``: the same weights after it."""
    recipe = replace(DENSE, architecture="robust_cnn", batch_size=32)
    model = models.robust_cnn()
    model.get_layer(index=-2).rate = 0.0  # what dropout drops is a matter of its seed
    by_keras = keras.models.clone_model(model)
    by_keras.set_weights(model.get_weights())
    by_keras.compile(keras.optimizers.Adam(0.001), "sparse_categorical_crossentropy")
    fit = Fitting(model, recipe, small_data.training, "float32")
    fit.learn(np.arange(32, dtype=np.int32)[np.newaxis], SEED)
    fit.publish()
    images = small_data.training.images[:32, ..., np.newaxis] / 255
    by_keras.train_on_batch(images, small_data.training.labels[:32])
    for ours, theirs in zip(model.get_weights(), by_keras.get_weights(), strict=True):
        # Adam's first step is its whole size up or down, whatever the gradient: where that is
        # nearly nothing, rounding decides. The variance is the unbiased one, 1/6000 larger.
        assert np.mean(np.abs(ours - theirs) > 1e-4) < 0.02
