"""Finds, downloads, verifies and reads the four official files of Fashion-MNIST.

Each file is taken from the first folder that has an intact copy, compressed or not:
``FASHION_MNIST_DIR``, Keras's cache, the lab's cache. Otherwise it is downloaded into the lab's
cache.
"""

import contextlib
import gzip
import hashlib
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnn.concurrency import Progress
from cnn.data.labels import IMAGE_SIDE
from cnn.errors import DatasetUnavailable
from cnn.paths import expanded, home


@dataclass(frozen=True)
class OfficialFile:
    name: str
    md5: str
    size: int
    """In bytes."""
    unzipped_md5: str

    @property
    def names(self) -> tuple[str, str]:
        """As published, and without ``.gz``: browsers and tools unzip with and without renaming."""
        return self.name, self.name.removesuffix(".gz")


# The checksums of the compressed files are those in the README of
# github.com/zalandoresearch/fashion-mnist; the others are of what these files contain.
TRAINING_IMAGES = OfficialFile(
    "train-images-idx3-ubyte.gz",
    "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    26_421_880,
    "f4a8712d7a061bf5bd6d2ca38dc4d50a",
)
TRAINING_LABELS = OfficialFile(
    "train-labels-idx1-ubyte.gz",
    "25c81989df183df01b3e8a0aad5dffbe",
    29_515,
    "9018921c3c673c538a1fc5bad174d6f9",
)
TEST_IMAGES = OfficialFile(
    "t10k-images-idx3-ubyte.gz",
    "bef4ecab320f06d8554ea6380940ec79",
    4_422_102,
    "8181f5470baa50b63fa0f6fddb340f0a",
)
TEST_LABELS = OfficialFile(
    "t10k-labels-idx1-ubyte.gz",
    "bb300cfdad3c16e7a12a480ee83cd310",
    5_148,
    "15d484375f8d13e6eb1aabb0c3f46965",
)
OFFICIAL_FILES = (TRAINING_IMAGES, TRAINING_LABELS, TEST_IMAGES, TEST_LABELS)

MIRRORS = (
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
)

CONNECT_TIMEOUT = 10
"""Seconds to wait for a mirror to respond before trying the next one."""


def find_or_download(
    progress: Progress | None = None, mirrors: tuple[str, ...] = MIRRORS
) -> dict[OfficialFile, Path]:
    """An intact copy of each official file, downloading those that are missing or damaged.

    Raises:
        DatasetUnavailable: a file is not on this computer and cannot be downloaded.
    """
    paths = {file: _find(file) for file in OFFICIAL_FILES}
    missing = [file for file, path in paths.items() if path is None]
    meter = _DownloadMeter(missing, progress)
    found = {file: path for file, path in paths.items() if path is not None}
    return found | {file: _download(file, meter, mirrors) for file in missing}


def _lab_cache() -> Path:
    return home() / "fashion-mnist"


def _folders() -> list[Path]:
    named = os.environ.get("FASHION_MNIST_DIR")
    keras_home = expanded(os.environ.get("KERAS_HOME") or "~/.keras")
    folders = [keras_home / "datasets" / "fashion-mnist", _lab_cache()]
    return [expanded(named), *folders] if named else folders


def _find(file: OfficialFile) -> Path | None:
    for path in (folder / name for folder in _folders() for name in file.names):
        with contextlib.suppress(OSError):  # missing or unreadable: try the next one
            if _is_intact(path.read_bytes(), file):
                return path
    return None


def _is_intact(content: bytes, file: OfficialFile) -> bool:
    if hashlib.md5(content).hexdigest() == file.md5:
        return True
    try:
        # Unzipped, or compressed anew.
        return hashlib.md5(_unzipped(content)).hexdigest() == file.unzipped_md5
    except (EOFError, zlib.error):
        return False


class _DownloadMeter:
    """Total progress of several downloads, with the interface of a progress bar for pooch."""

    total = 0
    """Set by pooch, from a header that may be missing or wrong: not used."""

    def __init__(self, files: list[OfficialFile], progress: Progress | None) -> None:
        self._total_bytes = sum(file.size for file in files)
        self._progress = progress
        self._finished = 0
        self._current = 0
        self._file_size = 0

    def start_file(self, file: OfficialFile) -> None:
        self._current, self._file_size = 0, file.size
        self._report()

    def end_file(self) -> None:
        self._finished += self._file_size
        self._current = 0
        self._report()

    def update(self, amount: int) -> None:
        # pooch counts the last chunk as a whole one.
        self._current = min(self._current + amount, self._file_size)
        self._report()

    def reset(self) -> None:
        self._current = 0

    def close(self) -> None:
        pass

    def _report(self) -> None:
        if self._progress:
            self._progress(self._finished + self._current, self._total_bytes)


def _download(file: OfficialFile, meter: _DownloadMeter, mirrors: tuple[str, ...]) -> Path:
    # requests is slow to import, and usually the data is already on disk.
    import pooch
    import requests

    pooch.get_logger().setLevel("ERROR")
    for mirror in mirrors:
        meter.start_file(file)
        try:
            # Writes to a temporary file and moves it into place once the checksum matches.
            path = pooch.retrieve(
                mirror + file.name,
                known_hash=f"md5:{file.md5}",
                fname=file.name,
                path=_lab_cache(),
                downloader=pooch.HTTPDownloader(
                    progressbar=meter, timeout=CONNECT_TIMEOUT, chunk_size=2**16
                ),
            )
        except (requests.RequestException, ValueError):
            continue  # no response or a wrong checksum: try the next mirror
        except OSError as error:
            raise DatasetUnavailable(
                f"Fashion-MNIST could not be saved in {_lab_cache()} ({error.strerror or error}). "
                "Free up some space or set CNN_HOME to another folder, then try again."
            ) from error
        meter.end_file()
        return Path(path)
    raise DatasetUnavailable(
        f"{_not_found()} and could not be downloaded. Connect to the internet and try again, or "
        "put its four official files into a folder and set the environment variable "
        "FASHION_MNIST_DIR to that folder."
    )


def _not_found() -> str:
    if folder := os.environ.get("FASHION_MNIST_DIR"):
        return f"Fashion-MNIST is missing or damaged in {folder}"
    return "Fashion-MNIST is not on this computer"


def read_images(path: Path) -> np.ndarray:
    """uint8 (n, 28, 28), from a file of the IDX format, compressed or not."""
    pixels = np.frombuffer(_unzipped(path.read_bytes()), np.uint8, offset=16)
    return pixels.reshape(-1, IMAGE_SIDE, IMAGE_SIDE)


def read_labels(path: Path) -> np.ndarray:
    """uint8 (n,), 0..9, from a file of the IDX format, compressed or not."""
    return np.frombuffer(_unzipped(path.read_bytes()), np.uint8, offset=8)


def _unzipped(content: bytes) -> bytes:
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
