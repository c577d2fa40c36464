"""Fixtures for all tests: a small dataset that a network can learn, and the real one."""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from cnn.data.dataset import Dataset, DataSource, Garments
from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE

ROOT = Path(__file__).resolve().parent.parent


def striped_garments(each: int, seed: int) -> Garments:
    """``each`` noisy images of every class, with a bright bar at a height that gives the class."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(CLASS_NAMES)), each).astype(np.uint8)
    images = rng.integers(0, 60, (len(labels), IMAGE_SIDE, IMAGE_SIDE)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[2 * label + 3 : 2 * label + 7, 4:24] = 220
    order = rng.permutation(len(labels))
    return Garments(images[order], labels[order])


def small_dataset() -> Dataset:
    return Dataset(
        training=striped_garments(32, seed=1),
        validation=striped_garments(6, seed=2),
        test=striped_garments(5, seed=3),
        source=DataSource.FASHION_MNIST,
    )


@pytest.fixture(scope="session")
def small_data() -> Dataset:
    return small_dataset()


@pytest.fixture(autouse=True)
def lab_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gives every test its own data directory."""
    home = tmp_path / "lab-home"
    monkeypatch.setenv("CNN_HOME", str(home))
    return home


def skip(reason: str) -> NoReturn:
    """Skips a test that lacks something, or fails it if CNN_TESTS_MAY_SKIP is "no"."""
    if os.environ.get("CNN_TESTS_MAY_SKIP") == "no":
        pytest.fail(reason)
    pytest.skip(reason, allow_module_level=True)


def needs_dask() -> None:
    """To be called by a file of tests before it imports Dask, or what does so."""
    if importlib.util.find_spec("distributed") is None:
        skip("needs Dask: install requirements-cluster.txt")


@pytest.fixture(scope="session")
def fashion_mnist_folder() -> Path:
    named = os.environ.get("FASHION_MNIST_DIR")
    if not named:
        skip("needs the real Fashion-MNIST in the folder named by FASHION_MNIST_DIR")
    return Path(named).resolve()


@pytest.fixture
def in_project(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(ROOT)
    yield ROOT
