"""Finding and downloading Fashion-MNIST; the mirrors are servers of the test's own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnn.data import fashion_mnist
from cnn.data.fashion_mnist import find_or_download
from cnn.errors import DatasetUnavailable
from tests.driving import NOBODY
from tests.file_server import serving


@pytest.fixture
def nothing_on_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FASHION_MNIST_DIR", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))


@pytest.fixture
def mirror(fashion_mnist_folder: Path) -> Iterator[str]:
    with serving(fashion_mnist_folder) as address:
        yield address


@pytest.fixture
def damaged_mirror(fashion_mnist_folder: Path, tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "damaged-mirror"
    folder.mkdir()
    for file in fashion_mnist.OFFICIAL_FILES:
        (folder / file.name).write_bytes((fashion_mnist_folder / file.name).read_bytes()[:-10])
    with serving(folder) as address:
        yield address


@pytest.mark.usefixtures("nothing_on_disk")
def test_without_data_or_network_a_sentence_says_what_to_do() -> None:
    with pytest.raises(DatasetUnavailable, match="FASHION_MNIST_DIR"):
        find_or_download(mirrors=(NOBODY, NOBODY))


@pytest.mark.usefixtures("nothing_on_disk")
def test_a_download_tells_its_progress_and_asks_the_next_mirror(
    mirror: str, lab_home: Path
) -> None:
    told: list[tuple[int, int]] = []
    paths = find_or_download(lambda done, total: told.append((done, total)), (NOBODY, mirror))
    assert {path.parent for path in paths.values()} == {lab_home / "fashion-mnist"}
    total = sum(file.size for file in fashion_mnist.OFFICIAL_FILES)
    assert told[-1] == (total, total)
    assert len(told) > 10
    # The second time nothing is asked for.
    assert find_or_download(mirrors=()) == paths


@pytest.mark.usefixtures("nothing_on_disk")
def test_a_damaged_download_is_never_used(damaged_mirror: str, mirror: str, lab_home: Path) -> None:
    with pytest.raises(DatasetUnavailable):
        find_or_download(mirrors=(damaged_mirror,))
    kept = list((lab_home / "fashion-mnist").glob("*.gz"))
    assert kept == []
    assert len(find_or_download(mirrors=(damaged_mirror, mirror))) == 4


def test_a_damaged_file_on_disk_is_fetched_again(
    fashion_mnist_folder: Path,
    mirror: str,
    lab_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(fashion_mnist_folder, folder, copy_function=shutil.copyfile)
    damaged = folder / fashion_mnist.TEST_LABELS.name
    damaged.write_bytes(b"not the labels")
    monkeypatch.setenv("FASHION_MNIST_DIR", str(folder))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    paths = find_or_download(mirrors=(mirror,))
    assert paths[fashion_mnist.TEST_LABELS].parent == lab_home / "fashion-mnist"
    assert paths[fashion_mnist.TEST_IMAGES].parent == folder
    assert damaged.read_bytes() == b"not the labels"


def test_keras_own_cache_is_used(
    fashion_mnist_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FASHION_MNIST_DIR", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    cache = tmp_path / "datasets" / "fashion-mnist"
    shutil.copytree(fashion_mnist_folder, cache, copy_function=shutil.copyfile)
    assert {path.parent for path in find_or_download(mirrors=()).values()} == {cache}


@pytest.mark.usefixtures("nothing_on_disk")
def test_a_folder_that_cannot_be_written_is_named(
    mirror: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("")
    monkeypatch.setenv("CNN_HOME", str(in_the_way))
    with pytest.raises(DatasetUnavailable, match="CNN_HOME"):
        find_or_download(mirrors=(mirror,))
