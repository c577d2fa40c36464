import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cnn.runs.files import write_whole
from cnn.runs.folder_watch import SETTLED, FolderWatch, stamp_of


def age(folder: Path, seconds: float = SETTLED + 1) -> None:
    past = time.time() - seconds
    os.utime(folder, (past, past))


def test_a_folder_in_which_nothing_happens_has_not_changed(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path)
    age(tmp_path)
    assert [watch.changed() for _ in range(3)] == [True, False, False]


def test_what_comes_goes_or_is_replaced_is_a_change(tmp_path: Path) -> None:
    watch, file = FolderWatch(tmp_path), tmp_path / "file"
    changes: list[Callable[[], None]] = [
        file.touch,
        lambda: write_whole(file, b"new"),
        file.unlink,
    ]
    for change in changes:
        age(tmp_path, 100)
        assert watch.changed()
        assert not watch.changed()
        change()
        assert watch.changed()


def test_soon_after_a_change_there_may_be_another_one_at_the_same_time(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path)
    (tmp_path / "one").touch()
    now = time.time_ns()
    os.utime(tmp_path, ns=(now, now))
    assert watch.changed()
    (tmp_path / "two").touch()
    os.utime(tmp_path, ns=(now, now))
    assert watch.changed()


def test_a_folder_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        FolderWatch(tmp_path / "gone").changed()


def test_a_file_in_place_of_another_has_another_stamp(tmp_path: Path) -> None:
    file = tmp_path / "file"
    assert stamp_of(file) is None
    write_whole(file, b"old")
    before = stamp_of(file)
    assert before == stamp_of(file)
    write_whole(file, b"new")
    assert stamp_of(file) not in (None, before)
