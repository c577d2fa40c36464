import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cnn.runs.files import put_in_place, sync_folder, write_whole
from tests.runs.full_disk import small_disk


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


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files and folders that the disk has been waited for, under the names they had then."""
    paths: list[Path] = []
    fsync = os.fsync

    def spied(descriptor: int) -> None:
        paths.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", spied)
    return paths


def test_a_file_and_its_name_are_on_the_disk_afterwards(tmp_path: Path, synced: list[Path]) -> None:
    write_whole(tmp_path / "label.json", b"content")
    assert synced == [tmp_path / ".label.json.partial", tmp_path]


def test_what_is_not_worth_it_does_not_wait_for_the_disk(
    tmp_path: Path, synced: list[Path]
) -> None:
    write_whole(tmp_path / "drawing.json", b"content", durable=False)
    assert (tmp_path / "drawing.json").read_bytes() == b"content"
    assert synced == []


def test_a_file_that_others_wrote_is_put_in_place(tmp_path: Path, synced: list[Path]) -> None:
    (tmp_path / "next").write_bytes(b"new")
    (tmp_path / "file").write_bytes(b"old")
    put_in_place(tmp_path / "next", tmp_path / "file")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"new"]
    assert synced == [tmp_path / "next", tmp_path]


def test_a_folder_that_cannot_be_synced_does_no_harm(tmp_path: Path) -> None:
    sync_folder(tmp_path / "gone")


def test_on_a_full_disk_the_old_content_stays(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        file = disk.folder / "label.json"
        write_whole(file, b"old")
        disk.fill()
        with pytest.raises(OSError):
            write_whole(file, bytes(100_000))
        assert file.read_bytes() == b"old"
        assert {path.name for path in disk.folder.iterdir()} <= {"label.json", "filler"}
        disk.free()
        write_whole(file, b"new")
        assert file.read_bytes() == b"new"
