import os
import time
from pathlib import Path

import pytest
from filelock import FileLock

from cnn.runs.record import RECORD_FILE
from cnn.runs.scratch import (
    ABANDONED_AFTER,
    ABOUT_TO_BE_KEPT,
    LOCK_FILE,
    delete_abandoned,
    is_locked,
    may_be_kept_now,
    new_scratch_folder,
)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return new_scratch_folder(tmp_path / "runs")


def age(path: Path, seconds: float) -> None:
    past = time.time() - seconds
    os.utime(path, (past, past))


def test_a_folder_is_locked_as_long_as_somebody_has_its_lock(scratch: Path) -> None:
    assert not is_locked(scratch)
    with FileLock(scratch / LOCK_FILE):
        assert is_locked(scratch)
    assert not is_locked(scratch)


def test_what_nobody_has_is_deleted_when_it_is_old(scratch: Path) -> None:
    delete_abandoned(scratch.parent)
    assert scratch.exists()
    with FileLock(scratch / LOCK_FILE):
        age(scratch, ABANDONED_AFTER + 60)
        delete_abandoned(scratch.parent)
        assert scratch.exists()
    age(scratch, ABANDONED_AFTER + 60)
    delete_abandoned(scratch.parent)
    assert not scratch.exists()


def test_a_run_with_a_record_is_left_to_its_server_for_a_while(scratch: Path) -> None:
    assert not may_be_kept_now(scratch)
    (scratch / RECORD_FILE).touch()
    assert may_be_kept_now(scratch)
    age(scratch / RECORD_FILE, ABOUT_TO_BE_KEPT + 1)
    assert not may_be_kept_now(scratch)
