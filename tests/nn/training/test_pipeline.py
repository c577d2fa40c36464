"""The batches that Keras's ``fit`` is fed with."""

from dataclasses import replace

import numpy as np
import pytest

from cnn.data.dataset import Dataset, Garments
from cnn.nn.training.pipeline import (
    AUGMENTATIONS,
    VALIDATION_BATCH,
    batches_per_epoch,
    training_batches,
    validation_batches,
)
from cnn.runs.recipe import DENSE, AugmentationName, Recipe

RECIPE = replace(DENSE, batch_size=50, epochs=2)


@pytest.fixture(scope="module")
def numbered() -> Garments:
    """120 images, each filled with its own number."""
    numbers = np.arange(120, dtype=np.uint8)
    return Garments(np.tile(numbers[:, np.newaxis, np.newaxis], (1, 28, 28)), numbers % 10)


def numbers_of(garments: Garments, recipe: Recipe, seed: int, first_epoch: int = 0) -> list[int]:
    batches = training_batches(garments, recipe, seed, first_epoch).as_numpy_iterator()
    return [round(255 * pixel) for images, _ in batches for pixel in images[:, 0, 0, 0]]


def test_each_epoch_has_every_image_once_in_an_order_of_its_own(numbered: Garments) -> None:
    numbers = numbers_of(numbered, RECIPE, seed=1)
    first, second = numbers[:120], numbers[120:]
    assert sorted(first) == sorted(second) == list(range(120))
    assert first != sorted(first)
    assert first != second


def test_the_order_follows_from_the_seed(numbered: Garments) -> None:
    assert numbers_of(numbered, RECIPE, seed=1) == numbers_of(numbered, RECIPE, seed=1)
    assert numbers_of(numbered, RECIPE, seed=1) != numbers_of(numbered, RECIPE, seed=2)


def test_a_later_epoch_is_the_same_without_the_ones_before_it(numbered: Garments) -> None:
    assert numbers_of(numbered, RECIPE, 1, first_epoch=1) == numbers_of(numbered, RECIPE, 1)[120:]


def test_images_keep_their_labels(numbered: Garments) -> None:
    for images, labels in training_batches(numbered, RECIPE, seed=1).as_numpy_iterator():
        assert images.dtype == np.float32
        assert images.shape[1:] == (28, 28, 1)
        np.testing.assert_array_equal(np.rint(255 * images[:, 0, 0, 0]) % 10, labels)


def test_the_last_batch_of_an_epoch_may_be_smaller(numbered: Garments) -> None:
    sizes = [
        len(labels) for _, labels in training_batches(numbered, RECIPE, seed=1).as_numpy_iterator()
    ]
    assert sizes == [50, 50, 20] * 2
    assert batches_per_epoch(numbered, RECIPE) == 3


def test_every_augmentation_is_registered() -> None:
    assert set(AUGMENTATIONS) == set(AugmentationName)


@pytest.mark.parametrize("augmentation", AugmentationName)
def test_augmented_images_differ_from_epoch_to_epoch_and_repeat_with_the_seed(
    small_data: Dataset, augmentation: AugmentationName
) -> None:
    recipe = replace(DENSE, batch_size=320, epochs=2, augmentation=augmentation)

    def sums() -> list[np.ndarray]:
        batches = training_batches(small_data.training, recipe, seed=1).as_numpy_iterator()
        return [np.sort(images.sum(axis=(1, 2, 3))) for images, _ in batches]

    first, second = sums()
    assert not np.allclose(first, second)
    np.testing.assert_array_equal(first, sums()[0])
    assert not np.allclose(first, np.sort(small_data.training.images.sum(axis=(1, 2)) / 255))


def test_validation_batches_are_the_garments_in_order(small_data: Dataset) -> None:
    garments = small_data.validation
    many = Garments(np.tile(garments.images, (3, 1, 1)), np.tile(garments.labels, 3))
    batches = list(validation_batches(many).as_numpy_iterator())
    assert [len(labels) for _, labels in batches] == [VALIDATION_BATCH, 180 - VALIDATION_BATCH]
    images = np.concatenate([images for images, _ in batches])
    np.testing.assert_allclose(images[..., 0], many.images / np.float32(255), atol=1e-6)
    np.testing.assert_array_equal(np.concatenate([labels for _, labels in batches]), many.labels)
