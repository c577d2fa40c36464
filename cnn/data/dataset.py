"""The garments that networks learn from and are measured on, in the article's three parts."""

from dataclasses import dataclass

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

FASHION_MNIST = "fashion-mnist"
GENERATED = "generated"
SOURCES = {FASHION_MNIST: "Fashion-MNIST", GENERATED: "generated garments, not Fashion-MNIST"}
"""Where garments come from, in words."""


@dataclass(frozen=True)
class Garments:
    """Labelled images: ``images`` uint8 (n, 28, 28), 0 background; ``labels`` uint8 (n,)."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Dataset:
    """The three parts, and where they come from: a key of ``SOURCES``."""

    training: Garments
    validation: Garments
    test: Garments
    source: str


def load(progress: Progress | None = None, mirrors: tuple[str, ...] = MIRRORS) -> Dataset:
    """Fashion-MNIST in the article's split: 48,000 to train, 12,000 to validate, 10,000 to test.

    Raises:
        DatasetUnavailable: a file is neither here nor to be downloaded.
    """
    paths = find_or_download(progress, mirrors)
    training, validation = split(
        Garments(read_images(paths[TRAINING_IMAGES]), read_labels(paths[TRAINING_LABELS]))
    )
    test = Garments(read_images(paths[TEST_IMAGES]), read_labels(paths[TEST_LABELS]))
    return Dataset(training, validation, test, source=FASHION_MNIST)


def generate(training: int = 48_000, validation: int = 12_000, test: int = 10_000) -> Dataset:
    """Garments that the lab makes itself, always the same: as many as Fashion-MNIST has."""
    return Dataset(
        Garments(*synthetic.draw(training, seed=1)),
        Garments(*synthetic.draw(validation, seed=2)),
        Garments(*synthetic.draw(test, seed=3)),
        source=GENERATED,
    )


def split(garments: Garments) -> tuple[Garments, Garments]:
    """Four fifths to train and one fifth to validate, drawn as the article draws them."""
    # What scikit-learn's train_test_split(test_size=0.2, random_state=42) draws, without its
    # import, which is a second and 50 MB.
    order = np.random.RandomState(42).permutation(len(garments))
    validation, training = np.split(order, [-(-len(garments) // 5)])
    return (
        Garments(garments.images[training], garments.labels[training]),
        Garments(garments.images[validation], garments.labels[validation]),
    )
