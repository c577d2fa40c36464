"""The training, validation and test parts, from Fashion-MNIST or generated."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from cnn.data import dataset
from cnn.data.dataset import Dataset, DataSource, Garments, generate
from cnn.errors import DatasetUnavailable


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    dataset.load_or_generate.cache_clear()
    yield
    dataset.load_or_generate.cache_clear()


def no_network() -> Dataset:
    raise DatasetUnavailable("No network.")


def a_few_generated() -> Dataset:
    return generate(training=100, validation=50, test=50)


def test_fashion_mnist_has_the_articles_split(
    fashion_mnist_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASHION_MNIST_DIR", str(fashion_mnist_folder))
    data = dataset.load(mirrors=())
    assert (len(data.training), len(data.validation), len(data.test)) == (48_000, 12_000, 10_000)
    assert data.validation.labels[0] == 8  # a bag, as in the article
    assert data.training.images.dtype == np.uint8
    assert data.training.images.shape == (48_000, 28, 28)
    assert data.source is DataSource.FASHION_MNIST


def test_the_split_is_the_one_that_seed_42_gives() -> None:
    # The validation part as published for train_test_split(range(10), random_state=42).
    indices = np.arange(10)
    training, validation = dataset.split(Garments(indices[:, np.newaxis, np.newaxis], indices))
    assert list(validation.labels) == [8, 1]
    assert list(training.labels) == [5, 0, 7, 2, 9, 4, 3, 6]


def test_images_and_labels_are_split_alike_and_none_is_lost() -> None:
    indices = np.arange(100)
    garments = Garments(np.tile(indices[:, np.newaxis, np.newaxis], (1, 28, 28)), indices)
    training, validation = dataset.split(garments)
    assert len(training) == 80
    assert sorted([*training.labels, *validation.labels]) == list(indices)
    for part in (training, validation):
        assert (part.images[:, 0, 0] == part.labels).all()


def test_the_generated_dataset_is_as_large_as_fashion_mnist() -> None:
    data = generate()
    assert (len(data.training), len(data.validation), len(data.test)) == (48_000, 12_000, 10_000)
    assert data.source is DataSource.GENERATED


def test_no_generated_garment_is_in_two_parts() -> None:
    data = generate(training=300, validation=300, test=300)
    parts = (data.training, data.validation, data.test)
    images = np.concatenate([part.images.reshape(len(part), -1) for part in parts])
    assert len(np.unique(images, axis=0)) == 900


def test_fashion_mnist_is_the_default_source(
    small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "load", lambda: small_data)
    assert dataset.load_or_generate() is small_data
    assert dataset.load_or_generate(DataSource.FASHION_MNIST) is small_data


def test_garments_are_generated_if_fashion_mnist_is_unavailable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dataset, "load", no_network)
    monkeypatch.setattr(dataset, "generate", a_few_generated)
    assert dataset.load_or_generate().source is DataSource.GENERATED


def test_nothing_else_is_returned_when_fashion_mnist_is_required(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dataset, "load", no_network)
    with pytest.raises(DatasetUnavailable, match="No network"):
        dataset.load_or_generate(DataSource.FASHION_MNIST)


def test_garments_are_generated_on_request_even_if_fashion_mnist_is_available(
    small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "load", lambda: small_data)
    monkeypatch.setattr(dataset, "generate", a_few_generated)
    assert dataset.load_or_generate(DataSource.GENERATED).source is DataSource.GENERATED


@pytest.mark.parametrize("source", [None, DataSource.GENERATED])
def test_a_dataset_is_loaded_once(
    source: DataSource | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(make: Callable[[], Dataset]) -> Callable[[], Dataset]:
        def call() -> Dataset:
            calls.append(make.__name__)
            return make()

        return call

    calls: list[str] = []
    monkeypatch.setattr(dataset, "load", counted(no_network))
    monkeypatch.setattr(dataset, "generate", counted(a_few_generated))
    assert dataset.load_or_generate(source) is dataset.load_or_generate(source)
    assert calls.count("a_few_generated") == 1


def test_every_source_has_a_description() -> None:
    descriptions = {source: source.description for source in DataSource}
    assert descriptions == {
        DataSource.FASHION_MNIST: "Fashion-MNIST",
        DataSource.GENERATED: "generated garments, not Fashion-MNIST",
    }


def test_the_first_garments_are_a_part_of_all(small_data: Dataset) -> None:
    few = small_data.training.first(3)
    assert np.array_equal(few.images, small_data.training.images[:3])
    assert np.array_equal(few.labels, small_data.training.labels[:3])
    assert len(small_data.training.first(10**6)) == len(small_data.training)
