"""Finding, downloading and reading Fashion-MNIST. The mirrors are local servers."""

import gzip
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from cnn.data import fashion_mnist
from cnn.data.fashion_mnist import (
    OFFICIAL_FILES,
    TEST_IMAGES,
    TEST_LABELS,
    find_or_download,
    read_images,
    read_labels,
)
from cnn.errors import DatasetUnavailable
from tests.browser import NOBODY
from tests.file_server import serving


@pytest.fixture
def keras_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for Keras, and no other folder with Fashion-MNIST."""
    home = tmp_path / "keras"
    monkeypatch.setenv("KERAS_HOME", str(home))
    monkeypatch.delenv("FASHION_MNIST_DIR", raising=False)
    return home


@pytest.fixture
def mirror(fashion_mnist_folder: Path) -> Iterator[str]:
    with serving(fashion_mnist_folder) as address:
        yield address


@pytest.fixture
def damaged_mirror(fashion_mnist_folder: Path, tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "damaged-mirror"
    folder.mkdir()
    for file in OFFICIAL_FILES:
        (folder / file.name).write_bytes((fashion_mnist_folder / file.name).read_bytes()[:-10])
    with serving(folder) as address:
        yield address


def copy_files(source: Path, target: Path) -> None:
    shutil.copytree(source, target, copy_function=shutil.copyfile)


@pytest.mark.usefixtures("keras_home")
def test_without_data_or_network_the_error_says_what_to_do() -> None:
    with pytest.raises(DatasetUnavailable, match=r"not on this computer.*FASHION_MNIST_DIR"):
        find_or_download(mirrors=(NOBODY, NOBODY))


@pytest.mark.usefixtures("keras_home")
def test_a_folder_without_the_files_is_named_in_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASHION_MNIST_DIR", str(tmp_path))
    with pytest.raises(DatasetUnavailable, match=f"missing or damaged in {tmp_path}"):
        find_or_download(mirrors=())


@pytest.mark.usefixtures("keras_home")
def test_a_download_reports_progress_and_tries_the_next_mirror(mirror: str, lab_home: Path) -> None:
    reports: list[tuple[int, int]] = []
    paths = find_or_download(lambda done, total: reports.append((done, total)), (NOBODY, mirror))
    assert {path.parent for path in paths.values()} == {lab_home / "fashion-mnist"}
    total = sum(file.size for file in OFFICIAL_FILES)
    assert reports[0] == (0, total)
    assert reports[-1] == (total, total)
    assert reports == sorted(reports)
    assert len(reports) > 10


@pytest.mark.usefixtures("keras_home")
def test_downloaded_files_are_not_downloaded_again(mirror: str) -> None:
    paths = find_or_download(mirrors=(mirror,))
    reports: list[tuple[int, int]] = []
    assert find_or_download(lambda *report: reports.append(report), mirrors=()) == paths
    assert reports == []


@pytest.mark.usefixtures("keras_home")
def test_a_damaged_download_is_discarded(damaged_mirror: str, mirror: str, lab_home: Path) -> None:
    with pytest.raises(DatasetUnavailable):
        find_or_download(mirrors=(damaged_mirror,))
    assert list((lab_home / "fashion-mnist").glob("*.gz")) == []
    assert len(find_or_download(mirrors=(damaged_mirror, mirror))) == 4


@pytest.mark.usefixtures("keras_home")
def test_only_a_damaged_file_is_downloaded_and_the_users_folder_is_left_alone(
    fashion_mnist_folder: Path,
    mirror: str,
    lab_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "damaged"
    copy_files(fashion_mnist_folder, folder)
    (folder / TEST_LABELS.name).write_bytes(b"not the labels")
    monkeypatch.setenv("FASHION_MNIST_DIR", str(folder))
    paths = find_or_download(mirrors=(mirror,))
    assert paths[TEST_LABELS].parent == lab_home / "fashion-mnist"
    assert paths[TEST_IMAGES].parent == folder
    assert (folder / TEST_LABELS.name).read_bytes() == b"not the labels"


def test_the_cache_of_keras_is_used(fashion_mnist_folder: Path, keras_home: Path) -> None:
    cache = keras_home / "datasets" / "fashion-mnist"
    copy_files(fashion_mnist_folder, cache)
    assert {path.parent for path in find_or_download(mirrors=()).values()} == {cache}


@pytest.mark.usefixtures("keras_home")
def test_the_error_names_a_folder_that_cannot_be_written(
    mirror: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a-file"
    file.write_text("")
    monkeypatch.setenv("CNN_HOME", str(file))
    with pytest.raises(DatasetUnavailable, match=f"{file}.*CNN_HOME"):
        find_or_download(mirrors=(mirror,))


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_images_and_labels_are_read_from_the_idx_format(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    pixels = np.arange(2 * 28 * 28).reshape(2, 28, 28).astype(np.uint8)
    images, labels = tmp_path / "images", tmp_path / "labels"
    images.write_bytes(pack(struct.pack(">4i", 2051, 2, 28, 28) + pixels.tobytes()))
    labels.write_bytes(pack(struct.pack(">2i", 2049, 2) + bytes([9, 0])))
    np.testing.assert_array_equal(read_images(images), pixels)
    np.testing.assert_array_equal(read_labels(labels), np.array([9, 0], np.uint8))
    assert read_images(images).dtype == read_labels(labels).dtype == np.uint8


def test_the_users_folder_comes_before_the_caches(
    fashion_mnist_folder: Path, keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (tmp_path / "own", keras_home / "datasets" / "fashion-mnist"):
        copy_files(fashion_mnist_folder, folder)
    monkeypatch.setenv("FASHION_MNIST_DIR", str(tmp_path / "own"))
    paths = find_or_download(mirrors=())
    assert {path.parent for path in paths.values()} == {tmp_path / "own"}
    assert set(paths) == set(fashion_mnist.OFFICIAL_FILES)


@pytest.mark.usefixtures("keras_home")
def test_progress_never_exceeds_the_total_when_a_mirror_sends_something_else(
    mirror: str, tmp_path: Path
) -> None:
    folder = tmp_path / "wrong-mirror"
    folder.mkdir()
    for file in OFFICIAL_FILES:
        (folder / file.name).write_bytes(bytes(2 * file.size))
    reports: list[tuple[int, int]] = []
    with serving(folder) as wrong_mirror:
        find_or_download(lambda *report: reports.append(report), (wrong_mirror, mirror))
    total = sum(file.size for file in OFFICIAL_FILES)
    assert max(reports) == (total, total)


def unzipped(content: bytes) -> bytes:
    return gzip.decompress(content)


def zipped_anew(content: bytes) -> bytes:
    return gzip.compress(gzip.decompress(content), compresslevel=1)


@pytest.mark.usefixtures("keras_home")
@pytest.mark.parametrize("change", [unzipped, zipped_anew])
@pytest.mark.parametrize("renamed", [False, True])
def test_files_that_were_unzipped_or_zipped_anew_are_used(
    change: Callable[[bytes], bytes],
    renamed: bool,
    fashion_mnist_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for file in OFFICIAL_FILES:
        name = file.name.removesuffix(".gz") if renamed else file.name
        (tmp_path / name).write_bytes(change((fashion_mnist_folder / file.name).read_bytes()))
    monkeypatch.setenv("FASHION_MNIST_DIR", str(tmp_path))
    paths = find_or_download(mirrors=())
    assert {path.parent for path in paths.values()} == {tmp_path}
    for read, file in ((read_images, TEST_IMAGES), (read_labels, TEST_LABELS)):
        np.testing.assert_array_equal(read(paths[file]), read(fashion_mnist_folder / file.name))


def test_unzipped_files_in_the_cache_of_keras_are_used(
    fashion_mnist_folder: Path, keras_home: Path
) -> None:
    cache = keras_home / "datasets" / "fashion-mnist"
    cache.mkdir(parents=True)
    for file in OFFICIAL_FILES:
        content = unzipped((fashion_mnist_folder / file.name).read_bytes())
        (cache / file.name.removesuffix(".gz")).write_bytes(content)
    assert {path.parent for path in find_or_download(mirrors=()).values()} == {cache}


@pytest.mark.usefixtures("keras_home")
@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content + b"0",
        lambda content: gzip.compress(content, compresslevel=1)[:-10],
        lambda content: b"\x1f\x8b\x08\x00" + bytes(6) + b"\xff" * 100,
    ],
)
def test_damaged_unzipped_files_are_not_used(
    damage: Callable[[bytes], bytes],
    fashion_mnist_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for file in OFFICIAL_FILES:
        content = unzipped((fashion_mnist_folder / file.name).read_bytes())
        (tmp_path / file.name.removesuffix(".gz")).write_bytes(damage(content))
    monkeypatch.setenv("FASHION_MNIST_DIR", str(tmp_path))
    with pytest.raises(DatasetUnavailable, match="missing or damaged"):
        find_or_download(mirrors=())
