"""Finding, downloading and splitting Fashion-MNIST; the mirrors are servers of the test's own."""

import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from cnn import dataset
from cnn.errors import DatasetUnavailable

NOBODY = "http://127.0.0.1:9/"
"""A mirror that refuses: nothing listens on the discard port."""


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def nothing_on_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FASHION_MNIST_DIR", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))


@pytest.fixture
def mirror(fashion_mnist_folder: Path) -> Iterator[str]:
    yield from serve(fashion_mnist_folder)


@pytest.fixture
def damaged_mirror(fashion_mnist_folder: Path, tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "damaged-mirror"
    folder.mkdir()
    for file in dataset.OFFICIAL_FILES:
        (folder / file.name).write_bytes((fashion_mnist_folder / file.name).read_bytes()[:-10])
    yield from serve(folder)


def serve(folder: Path) -> Iterator[str]:
    handler = functools.partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


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


@pytest.mark.usefixtures("nothing_on_disk")
def test_without_data_or_network_a_sentence_says_what_to_do() -> None:
    with pytest.raises(DatasetUnavailable, match="FASHION_MNIST_DIR"):
        dataset.load(mirrors=(NOBODY, NOBODY))


@pytest.mark.usefixtures("nothing_on_disk")
def test_a_download_tells_its_progress_and_asks_the_next_mirror(
    mirror: str, lab_home: Path
) -> None:
    told: list[tuple[int, int]] = []
    data = dataset.load(lambda done, total: told.append((done, total)), mirrors=(NOBODY, mirror))
    assert len(data.test) == 10_000
    total = sum(file.size for file in dataset.OFFICIAL_FILES)
    assert told[-1] == (total, total)
    assert len(told) > 10
    # The second time nothing is asked for.
    assert len(dataset.load(mirrors=()).test) == 10_000


@pytest.mark.usefixtures("nothing_on_disk")
def test_a_damaged_download_is_never_used(damaged_mirror: str, mirror: str, lab_home: Path) -> None:
    with pytest.raises(DatasetUnavailable):
        dataset.load(mirrors=(damaged_mirror,))
    kept = list((lab_home / "fashion-mnist").glob("*.gz"))
    assert kept == []
    assert len(dataset.load(mirrors=(damaged_mirror, mirror)).test) == 10_000


def test_a_damaged_file_on_disk_is_fetched_again(
    fashion_mnist_folder: Path,
    mirror: str,
    lab_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(fashion_mnist_folder, folder, copy_function=shutil.copyfile)
    damaged = folder / dataset.TEST_LABELS.name
    damaged.write_bytes(b"not the labels")
    monkeypatch.setenv("FASHION_MNIST_DIR", str(folder))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    paths = dataset.find_or_download(mirrors=(mirror,))
    assert paths[dataset.TEST_LABELS].parent == lab_home / "fashion-mnist"
    assert paths[dataset.TEST_IMAGES].parent == folder
    assert damaged.read_bytes() == b"not the labels"


def test_keras_own_cache_is_used(
    fashion_mnist_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FASHION_MNIST_DIR", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    cache = tmp_path / "datasets" / "fashion-mnist"
    shutil.copytree(fashion_mnist_folder, cache, copy_function=shutil.copyfile)
    assert {path.parent for path in dataset.find_or_download(mirrors=()).values()} == {cache}


@pytest.mark.usefixtures("nothing_on_disk")
def test_a_folder_that_cannot_be_written_is_named(
    mirror: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("")
    monkeypatch.setenv("CNN_HOME", str(in_the_way))
    with pytest.raises(DatasetUnavailable, match="CNN_HOME"):
        dataset.load(mirrors=(mirror,))
