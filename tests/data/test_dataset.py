"""The three parts, real or generated."""

from pathlib import Path

import numpy as np
import pytest

from cnn.data import dataset


def test_the_split_is_the_articles(
    fashion_mnist_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASHION_MNIST_DIR", str(fashion_mnist_folder))
    data = dataset.load(mirrors=())
    assert (len(data.training), len(data.validation), len(data.test)) == (48_000, 12_000, 10_000)
    assert data.validation.labels[0] == 8  # a bag
    assert data.training.images.dtype == np.uint8
    assert data.training.images.shape == (48_000, 28, 28)
    assert data.source == "fashion-mnist"


def test_the_split_shares_no_garment_and_loses_none() -> None:
    numbers = np.arange(100)
    garments = dataset.Garments(np.tile(numbers[:, None, None], (1, 28, 28)), numbers)
    training, validation = dataset.split(garments)
    assert len(training) == 80
    assert sorted([*training.labels, *validation.labels]) == list(numbers)
    assert (training.images[:, 0, 0] == training.labels).all()


def test_as_many_garments_are_generated_as_fashion_mnist_has() -> None:
    data = dataset.generate()
    assert (len(data.training), len(data.validation), len(data.test)) == (48_000, 12_000, 10_000)
    assert data.source == "generated"


def test_generated_parts_share_no_garment() -> None:
    data = dataset.generate(training=500, validation=300, test=200)
    parts = (data.training, data.validation, data.test)
    images = np.concatenate([part.images.reshape(len(part), -1) for part in parts])
    assert len(np.unique(images, axis=0)) == 1000
