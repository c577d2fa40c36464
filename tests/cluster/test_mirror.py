from pathlib import Path

import pytest

from tests.conftest import needs_dask

needs_dask()

from cnn.cluster.messages import Files
from cnn.cluster.mirror import Copy, Original, contents
from cnn.runs.checkpoint import CHECKPOINT_FILE, JOB_FILE
from cnn.runs.files import write_whole
from tests.runs.test_files import room_for

STATE = "state-1-0.npz"


def pair(folder: Path, files: Files | None = None) -> tuple[Original, Copy, Path, Path]:
    worker, server = folder / "worker", folder / "server"
    worker.mkdir()
    server.mkdir()
    return Original(worker, files or Files()), Copy(server), worker, server


def content(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def send(original: Original, copy: Copy) -> Files:
    changes = original.changes()
    assert changes is not None
    copy.take(changes)
    return changes


def test_what_is_written_replaced_and_deleted_reaches_the_copy(tmp_path: Path) -> None:
    original, copy, worker, server = pair(tmp_path)
    (worker / "timeline").mkdir()
    write_whole(worker / STATE, b"first")
    write_whole(worker / "timeline" / "0-50-100.npz", b"moment")
    send(original, copy)
    assert content(server) == content(worker)
    write_whole(worker / STATE, b"other")  # as long as before
    (worker / "timeline" / "0-50-100.npz").unlink()
    assert send(original, copy) == Files({STATE: b"other"}, ("timeline/0-50-100.npz",))
    assert content(server) == content(worker) == {STATE: b"other"}


def test_nothing_is_sent_twice(tmp_path: Path) -> None:
    original, copy, worker, _ = pair(tmp_path)
    assert original.changes() is None
    write_whole(worker / STATE, b"state")
    send(original, copy)
    assert original.changes() is None


def test_what_the_server_has_is_not_sent_back(tmp_path: Path) -> None:
    original, _, worker, _ = pair(tmp_path, Files({"timeline/0-50-100.npz": b"moment"}))
    assert content(worker) == {"timeline/0-50-100.npz": b"moment"}
    assert original.changes() is None


def test_a_worker_gets_what_it_needs_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "timeline").mkdir()
    (tmp_path / "requests").mkdir()
    for name in (STATE, JOB_FILE, "label.json", "lock", "requests/1", "timeline/1-0-100.npz"):
        (tmp_path / name).write_bytes(b"content")
    assert set(contents(tmp_path).changed) == {STATE, "timeline/1-0-100.npz"}


def test_what_the_disk_does_not_take_is_written_later(tmp_path: Path) -> None:
    _, copy, _, server = pair(tmp_path)
    large = Files({STATE: bytes(10_000), CHECKPOINT_FILE: b"{}"})
    with room_for(1_000), pytest.raises(OSError):
        copy.take(large)
    assert content(server) == {}, "a checkpoint without its state is none"
    copy.take(Files({"history.csv": b"epoch"}))
    assert content(server) == large.changed | {"history.csv": b"epoch"}


def test_nothing_is_written_that_has_been_deleted_meanwhile(tmp_path: Path) -> None:
    _, copy, _, server = pair(tmp_path)
    with room_for(1_000), pytest.raises(OSError):
        copy.take(Files({STATE: bytes(10_000)}))
    copy.take(Files({}, (STATE,)))
    assert content(server) == {}


def test_nothing_is_deleted_before_what_replaces_it_is_written(tmp_path: Path) -> None:
    _, copy, _, server = pair(tmp_path)
    copy.take(Files({STATE: b"old"}))
    with room_for(1_000), pytest.raises(OSError):
        copy.take(Files({"state-2-0.npz": bytes(10_000)}, (STATE,)))
    assert content(server) == {STATE: b"old"}
    copy.write()
    assert set(content(server)) == {"state-2-0.npz"}
