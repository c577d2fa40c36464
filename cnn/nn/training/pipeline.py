"""Batches for Keras's ``fit``, as ``tf.data`` pipelines over the uint8 images.

Shuffling and augmentation depend on nothing but the seed, the epoch and the batch. So a run has
no random state here that would have to be saved, and goes on with any epoch as if it had never
been interrupted.
"""

from collections.abc import Callable, Mapping

import tensorflow as tf

from cnn.data.dataset import Garments
from cnn.nn.augmentation.cutout import cutout
from cnn.nn.augmentation.drawings_and_photos import drawings_and_photos
from cnn.nn.augmentation.shapes import garment_masks
from cnn.runs.recipe import AugmentationName, Recipe

Augment = Callable[[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor], tf.Tensor]
"""From images float32 (b, 28, 28, 1) in 0..1, masks of the same shape, labels (b,) and a seed,
integers (2,), to images of the same shape."""

AUGMENTATIONS: Mapping[AugmentationName, Augment] = {
    AugmentationName.DRAWINGS_AND_PHOTOS: drawings_and_photos,
    AugmentationName.CUTOUT: cutout,
}

_as_written = tf.autograph.experimental.do_not_convert
"""These functions need no rewriting by AutoGraph, which fails under Python 3.13."""

VALIDATION_BATCH = 125
"""Larger batches are no faster, and TensorFlow keeps the memory they take."""


def batches_per_epoch(garments: Garments, recipe: Recipe) -> int:
    return -(-len(garments) // recipe.batch_size)


def training_batches(
    garments: Garments, recipe: Recipe, seed: int, first_epoch: int = 0, first_batch: int = 0
) -> tf.data.Dataset:
    """The batches from one of ``first_epoch`` on (both counted from 0), of all epochs in turn.

    Each epoch has every image once, in an order of its own. Batches are images float32
    (b, 28, 28, 1) in 0..1 and labels uint8 (b,).
    """
    images, labels = tf.constant(garments.images), tf.constant(garments.labels)
    augment = _augmentation(recipe, garments, seed)

    @_as_written
    def shuffled(epoch: tf.Tensor) -> tf.data.Dataset:
        order = tf.random.experimental.stateless_shuffle(
            tf.range(len(garments)), tf.stack([tf.constant(seed, tf.int64), epoch])
        )
        batches = tf.data.Dataset.from_tensor_slices(order).batch(recipe.batch_size)
        this_epoch = tf.data.Dataset.from_tensors(epoch).repeat()
        return tf.data.Dataset.zip(this_epoch, batches).enumerate()

    @_as_written
    def batch(
        number: tf.Tensor, epoch_and_indices: tuple[tf.Tensor, tf.Tensor]
    ) -> tuple[tf.Tensor, tf.Tensor]:
        epoch, indices = epoch_and_indices
        chosen, truth = _scaled(tf.gather(images, indices)), tf.gather(labels, indices)
        return augment(chosen, indices, truth, tf.stack([epoch, number])), truth

    epochs = tf.data.Dataset.range(first_epoch, recipe.epochs)
    indices = epochs.flat_map(shuffled).skip(first_batch)
    return indices.map(batch, num_parallel_calls=1).prefetch(4)


def validation_batches(garments: Garments) -> tf.data.Dataset:
    """Every image once, in order; the same kind of batches as for training."""
    pairs = tf.data.Dataset.from_tensor_slices((garments.images, garments.labels))

    @_as_written
    def scaled(images: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return _scaled(images), labels

    return pairs.batch(VALIDATION_BATCH).map(scaled)


def _augmentation(
    recipe: Recipe, garments: Garments, seed: int
) -> Callable[[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor], tf.Tensor]:
    """From images, their indices, labels and (epoch, batch) to the images to train on."""
    if recipe.augmentation is None:
        return lambda images, indices, labels, place: images
    augment = AUGMENTATIONS[recipe.augmentation]
    masks = tf.constant(garment_masks(garments.images))

    def augmented(
        images: tf.Tensor, indices: tf.Tensor, labels: tf.Tensor, place: tf.Tensor
    ) -> tf.Tensor:
        batch_seed = tf.random.experimental.stateless_fold_in(
            tf.random.experimental.stateless_fold_in(tf.constant([seed, 1], tf.int64), place[0]),
            place[1],
        )
        return augment(images, _scaled(tf.gather(masks, indices)), labels, batch_seed)

    return augmented


def _scaled(images: tf.Tensor) -> tf.Tensor:
    """Uint8 (b, 28, 28) to float32 (b, 28, 28, 1) in 0..1."""
    return tf.cast(images, tf.float32)[..., tf.newaxis] / 255.0
