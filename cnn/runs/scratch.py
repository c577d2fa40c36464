"""The folder that a run is trained into: locked by the process that trains it."""

import shutil
import tempfile
import time
from pathlib import Path

from filelock import FileLock, Timeout

from cnn.runs.files import matching, modified
from cnn.runs.record import RECORD_FILE

SCRATCH_PREFIX = ".unfinished-"
LOCK_FILE = "lock"
ABOUT_TO_BE_KEPT = 60.0
"""Seconds since a run's record has been written, in which its server may be about to keep it."""

ABANDONED_AFTER = 7 * 24 * 3600
"""Seconds after which the scratch folder of a killed process is deleted."""


def new_scratch_folder(folder: Path) -> Path:
    """A new folder inside of ``folder`` for a run to write into.

    Raises:
        OSError: it cannot be created.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=folder))


def delete_abandoned(folder: Path) -> None:
    """Deletes the scratch folders inside of ``folder`` whose processes have been killed."""
    for path in matching(folder, f"{SCRATCH_PREFIX}*"):
        if time.time() - modified(path) > ABANDONED_AFTER and not is_locked(path):
            shutil.rmtree(path, ignore_errors=True)


def is_locked(scratch: Path) -> bool:
    if not (scratch / LOCK_FILE).exists():
        return False
    try:
        with FileLock(scratch / LOCK_FILE, blocking=False):
            return False
    except Timeout:
        return True
    except OSError:
        return False


def may_be_kept_now(scratch: Path) -> bool:
    """Between its unlocking and its new name, nobody else may take a run."""
    record = scratch / RECORD_FILE
    return record.exists() and time.time() - modified(record) < ABOUT_TO_BE_KEPT
