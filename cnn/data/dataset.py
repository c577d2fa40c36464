"""The garments that networks are trained and evaluated on, split as in the article."""

import functools
import hashlib
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from cnn.concurrency import Progress
from cnn.data import synthetic
from cnn.data.fashion_mnist import (
    MIRRORS,
    TEST_IMAGES,
    TEST_LABELS,
    TRAINING_IMAGES,
    TRAINING_LABELS,
    find_or_download,
    read_images,
    read_labels,
)
from cnn.errors import DatasetUnavailable


class DataSource(StrEnum):
    """Where the garments of a dataset come from."""

    FASHION_MNIST = "fashion-mnist"
    GENERATED = "generated"

    @property
    def description(self) -> str:
        """For use in a sentence."""
        if self is DataSource.GENERATED:
            return "generated garments, not Fashion-MNIST"
        return "Fashion-MNIST"


@dataclass(frozen=True)
class Garments:
    """Labeled images: ``images`` uint8 (n, 28, 28), background 0; ``labels`` uint8 (n,), 0..9."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def first(self, count: int) -> "Garments":
        """The first ``count`` garments, or all if there are fewer."""
        return Garments(self.images[:count], self.labels[:count])


@dataclass(frozen=True)
class Dataset:
    training: Garments
    validation: Garments
    test: Garments
    source: DataSource

    def fingerprint(self) -> str:
        """The same for the same garments in the same order, and only for those."""
        digest = hashlib.blake2b(digest_size=16)
        for part in (self.training, self.validation, self.test):
            for array in (part.images, part.labels):
                digest.update(np.ascontiguousarray(array))
                digest.update(str(array.shape).encode())
        return digest.hexdigest()


def load(progress: Progress | None = None, mirrors: tuple[str, ...] = MIRRORS) -> Dataset:
    """Fashion-MNIST in the article's split: 48,000 to train, 12,000 to validate, 10,000 to test.

    Raises:
        DatasetUnavailable: a file is not on this computer and cannot be downloaded.
    """
    paths = find_or_download(progress, mirrors)
    training, validation = split(
        Garments(read_images(paths[TRAINING_IMAGES]), read_labels(paths[TRAINING_LABELS]))
    )
    test = Garments(read_images(paths[TEST_IMAGES]), read_labels(paths[TEST_LABELS]))
    return Dataset(training, validation, test, DataSource.FASHION_MNIST)


def generate(training: int = 48_000, validation: int = 12_000, test: int = 10_000) -> Dataset:
    """Generated garments, always the same; by default as many as Fashion-MNIST has."""
    return Dataset(
        Garments(*synthetic.draw(training, seed=1)),
        Garments(*synthetic.draw(validation, seed=2)),
        Garments(*synthetic.draw(test, seed=3)),
        DataSource.GENERATED,
    )


@functools.cache
def load_or_generate(source: DataSource | None = None) -> Dataset:
    """A dataset, loaded once per process; by default Fashion-MNIST if available, else generated.

    Raises:
        DatasetUnavailable: ``source`` is Fashion-MNIST, which is not available.
    """
    if source is DataSource.GENERATED:
        return generate()
    try:
        return load()
    except DatasetUnavailable:
        if source is DataSource.FASHION_MNIST:
            raise
        return load_or_generate(DataSource.GENERATED)


def split(garments: Garments) -> tuple[Garments, Garments]:
    """The article's split: a random 80% for training, 20% for validation, seed 42."""
    # Takes a second to import, and the first page needs no data.
    from sklearn.model_selection import train_test_split

    training_images, validation_images, training_labels, validation_labels = train_test_split(
        garments.images, garments.labels, test_size=0.2, random_state=42
    )
    return (
        Garments(training_images, training_labels),
        Garments(validation_images, validation_labels),
    )
