"""The inner loop on small data."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from cnn.data.dataset import Dataset
from cnn.nn import networks
from cnn.nn.augmentation.drawings_and_photos import drawings_and_photos, silhouettes
from cnn.nn.training import fitting
from cnn.nn.training.fitting import Fitting
from cnn.runs.recipe import ARTICLE, BEST, DENSE

SEED = np.zeros(2, np.int32)


def one_epoch(fit: Fitting) -> fitting.Learned:
    parts = [fit.learn(numbers, SEED) for numbers in fit.calls(np.random.default_rng(1))]
    return sum(parts, fitting.Learned())


def test_an_epoch_shows_each_image_once_in_an_order_of_its_own(small_data: Dataset) -> None:
    recipe = replace(DENSE, batch_size=50)
    fit = Fitting(networks.dense_network(), recipe, small_data.training, "float32")
    calls = list(fit.calls(np.random.default_rng(1)))
    assert [batches.shape for batches in calls] == [(6, 50), (1, 20)]
    order = np.concatenate([batches.ravel() for batches in calls])
    assert sorted(order) == list(range(len(small_data.training)))
    assert list(order) != sorted(order)


def test_calls_are_short_enough_to_stop_between_them(small_data: Dataset) -> None:
    recipe = replace(DENSE, batch_size=16)
    fit = Fitting(networks.dense_network(), recipe, small_data.training, "float32")
    longest = max(numbers.size for numbers in fit.calls(np.random.default_rng(1)))
    assert longest <= fitting.IMAGES_A_CALL


def test_the_model_stays_as_it_is_until_its_copy_is_published(small_data: Dataset) -> None:
    model = networks.dense_network()
    before = model.get_weights()
    fit = Fitting(model, DENSE, small_data.training, "float32")
    one_epoch(fit)
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True))
    fit.publish()
    assert not np.array_equal(before[0], model.get_weights()[0])


def test_images_are_varied_only_where_the_recipe_says_so(small_data: Dataset) -> None:
    images, labels = small_data.training.images[:40], small_data.training.labels[:40]
    asked = (images, silhouettes(images), labels.astype(np.int32), SEED)
    plain = fitting.inputs(*asked, vary=None)
    np.testing.assert_allclose(plain, images[..., np.newaxis] / 255, atol=1e-6)
    varied = fitting.inputs(*asked, vary=drawings_and_photos)
    changed = np.abs(varied - plain).max(axis=(1, 2, 3)) > 0.01
    assert 0.4 < changed.mean() < 0.7


def test_a_second_training_starts_as_if_it_were_the_first(small_data: Dataset) -> None:
    """Though both train the same copy: weights, momentum, step size and dropout begin anew."""
    weights = []
    for _ in range(2):
        keras.utils.set_random_seed(3)
        fit = Fitting(networks.article_cnn(), ARTICLE, small_data.training, "float32")
        fit.learn(np.arange(64, dtype=np.int32).reshape(2, 32), SEED)
        fit.publish()
        weights.append(fit.model.get_weights())
    for first, second in zip(*weights, strict=True):
        np.testing.assert_allclose(first, second, atol=1e-6)


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
def test_a_network_learns_in_either_precision_and_keeps_float32(
    small_data: Dataset, policy: str
) -> None:
    fit = Fitting(networks.residual_cnn(), BEST, small_data.training, policy)
    first = one_epoch(fit)
    for _ in range(3):
        last = one_epoch(fit)
    fit.publish()
    assert last.images == len(small_data.training)
    assert last.loss < 0.8 * first.loss
    assert {weights.dtype for weights in fit.model.get_weights()} == {np.dtype("float32")}


def test_the_step_matches_keras(small_data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same batch, once through Keras's own ``train_on_batch``: the same weights after it."""

    def without_dropout() -> keras.Model:
        model = networks.robust_cnn()
        model.get_layer(index=-2).rate = 0.0  # what it drops is a matter of its seed
        return keras.models.clone_model(model)

    monkeypatch.setattr(networks, "without_dropout", without_dropout, raising=False)
    recipe = replace(DENSE, architecture="without_dropout", batch_size=32)
    model = without_dropout()
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
