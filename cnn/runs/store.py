"""Runs on disk, each in a folder of its own.

A finished run is kept whole or not at all: it is written into a scratch folder, which is renamed
when everything is in it. The scratch folder of a run is locked by the process that trains it. If
that process is killed, another one finds the run there, interrupted.
"""

import dataclasses
import json
import logging
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from cnn.errors import NotStored, UnbuildableNetwork
from cnn.runs.branching import BranchStart
from cnn.runs.checkpoint import (
    JOB_FILE,
    Checkpoint,
    RunIdentity,
    delete_checkpoint,
    read_checkpoint,
    read_identity,
    write_identity,
)
from cnn.runs.files import sync_folder, write_whole
from cnn.runs.record import MODEL_FILE, RECORD_FILE, RunRecord
from cnn.runs.run import RunLabel

OWNER_FILE = "owner.txt"
LABEL_FILE = "label.json"
SCRATCH_PREFIX = ".unfinished-"
LOCK_FILE = "lock"
ABANDONED_AFTER = 7 * 24 * 3600
"""Seconds after which the scratch folder of a killed process is deleted."""

UNREADABLE = (
    *(ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError),
    *(OSError, UnbuildableNetwork),
)
"""What reading a damaged file raises: it costs this run and no other."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FinishedRun:
    id: str
    record: RunRecord
    label: RunLabel


@dataclass(frozen=True)
class UnfinishedRun:
    """One whose process has been killed."""

    folder: Path
    identity: RunIdentity
    label: RunLabel
    checkpoint: Checkpoint | None
    """``None``: its first epoch had not ended."""


def new_scratch_folder(folder: Path) -> Path:
    """A new folder inside of ``folder`` for a run to write into.

    Raises:
        OSError: it cannot be created.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=folder))


def delete_abandoned(folder: Path) -> None:
    """Deletes the scratch folders inside of ``folder`` whose processes have been killed."""
    for path in _matching(folder, f"{SCRATCH_PREFIX}*"):
        if time.time() - _modified(path) > ABANDONED_AFTER and not _is_locked(path):
            shutil.rmtree(path, ignore_errors=True)


class RunStore:
    """A folder that cannot be read counts as empty: without it, everything but training works."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.unreadable = 0
        """Runs that have been skipped, because they cannot be read."""
        self._locks: dict[Path, FileLock] = {}
        delete_abandoned(folder)

    def begin(
        self, identity: RunIdentity, label: RunLabel, start: BranchStart | None = None
    ) -> Path:
        """A new scratch folder for a run to write into; ``start``: what a branch begins with.

        Raises:
            OSError: it cannot be written.
        """
        scratch = new_scratch_folder(self.folder)
        try:
            self._lock(scratch)
            _write_label(scratch, label)
            if start is not None:
                start.write(scratch)
            # Last: with this file, it is a run.
            write_identity(scratch, identity)
            sync_folder(self.folder)
        except OSError:
            self.discard(scratch)
            raise
        return scratch

    def keep(self, scratch: Path, id: str, label: RunLabel) -> None:
        """Makes a scratch folder, whose files are complete, the folder of a finished run.

        Raises:
            OSError: it cannot be written.
        """
        _write_label(scratch, label)
        self._unlock(scratch)
        kept = scratch.rename(self.folder / id)
        sync_folder(self.folder)
        # Not before: a process that is killed here must leave a finished run or an interrupted one,
        # and so must a power cut.
        delete_checkpoint(kept)

    def discard(self, scratch: Path) -> None:
        """Deletes a scratch folder, if it is still there."""
        self._unlock(scratch)
        shutil.rmtree(scratch, ignore_errors=True)

    def relabel(self, scratch: Path | None, id: str, label: RunLabel) -> None:
        """Replaces the label of a run.

        ``scratch``: its folder, if it is not over.

        Raises:
            NotStored: it cannot be written.
        """
        try:
            _write_label(scratch or self.folder / id, label)
        except OSError as error:
            log.warning("The label of run %s cannot be written: %s", id, error)
            raise NotStored(
                "This cannot be stored, because the server's disk takes nothing at the moment. It "
                "holds until the server restarts."
            ) from error

    def delete(self, id: str) -> None:
        shutil.rmtree(self.folder / id, ignore_errors=True)

    def size(self, id: str) -> int:
        """The bytes that a finished run takes."""
        return sum(_bytes(file) for file in _matching(self.folder, f"{id}/*"))

    def model_path(self, id: str) -> Path:
        return self.folder / id / MODEL_FILE

    def finished(self) -> Iterator[FinishedRun]:
        """All runs whose records can be read, oldest first."""
        for path in sorted(_matching(self.folder, f"[!.]*/{RECORD_FILE}"), key=_modified):
            try:
                record = RunRecord.from_json(path.read_text("utf-8"))
                label = _read_label(path.parent)
                if not self.model_path(path.parent.name).is_file():
                    raise ValueError(f"{MODEL_FILE} is missing")
            except UNREADABLE as error:
                log.warning("Skipped %s, whose record cannot be read: %s", path.parent, error)
                self.unreadable += 1
                continue
            yield FinishedRun(path.parent.name, record, label)

    def unfinished(self) -> Iterator[UnfinishedRun]:
        """The runs of killed processes, oldest first; from now on, they are this process's."""
        files = _matching(self.folder, f"{SCRATCH_PREFIX}*/{JOB_FILE}")
        for file in sorted(files, key=_modified):
            folder = file.parent
            try:
                self._lock(folder)
            except OSError:  # a process trains it
                continue
            try:
                identity, label = read_identity(folder), _read_label(folder)
                checkpoint = read_checkpoint(folder)
            except UNREADABLE as error:
                log.warning("Skipped %s, a run that cannot be read: %s", folder, error)
                self.unreadable += 1
                self._unlock(folder)
                continue
            yield UnfinishedRun(folder, identity, label, checkpoint)

    def _lock(self, scratch: Path) -> None:
        """
        Raises:
            OSError: another process has it, or it cannot be written.
        """
        lock = FileLock(scratch / LOCK_FILE, blocking=False, thread_local=False)
        lock.acquire()
        self._locks[scratch] = lock

    def _unlock(self, scratch: Path) -> None:
        lock = self._locks.pop(scratch, None)
        if lock is not None:
            lock.release()
            (scratch / LOCK_FILE).unlink(missing_ok=True)


def _is_locked(scratch: Path) -> bool:
    if not (scratch / LOCK_FILE).exists():
        return False
    try:
        with FileLock(scratch / LOCK_FILE, blocking=False):
            return False
    except Timeout:
        return True
    except OSError:
        return False


def _write_label(folder: Path, label: RunLabel) -> None:
    write_whole(folder / LABEL_FILE, json.dumps(dataclasses.asdict(label)).encode())


def _read_label(folder: Path) -> RunLabel:
    if (folder / LABEL_FILE).exists():
        return RunLabel(**json.loads((folder / LABEL_FILE).read_text("utf-8")))
    # A run of an earlier version has no name yet.
    return RunLabel((folder / OWNER_FILE).read_text(), name="", revealed=False)


def _matching(folder: Path, pattern: str) -> list[Path]:
    try:
        return list(folder.glob(pattern))
    except OSError:
        return []


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _modified(path: Path) -> float:
    """In seconds since the epoch; now if the path is gone."""
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()
