import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cnn.runs.files import write_whole


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may have more bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_gets_its_content_and_another_one(tmp_path: Path) -> None:
    file = tmp_path / "label.json"
    write_whole(file, b"first")
    write_whole(file, b"second")
    assert file.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [file]


def test_without_room_the_old_content_stays(tmp_path: Path) -> None:
    file = tmp_path / "label.json"
    write_whole(file, b"old")
    with room_for(1_000), pytest.raises(OSError):
        write_whole(file, bytes(100_000))
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_what_is_in_the_way_stays(tmp_path: Path) -> None:
    (tmp_path / "label.json").mkdir()
    with pytest.raises(OSError):
        write_whole(tmp_path / "label.json", b"new")
    assert [path.is_dir() for path in tmp_path.iterdir()] == [True]
