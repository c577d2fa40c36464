"""Runs on disk, each in a folder of its own.

A finished run is kept whole or not at all: it is written into a scratch folder, which is renamed
when everything is in it. The scratch folder of a run is locked by the process that trains it. If
that process is killed, another one finds the run there, interrupted.
"""

import contextlib
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

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
from cnn.runs.exclusion import exclusive
from cnn.runs.files import matching, modified, size_of, sync_folder
from cnn.runs.label_file import read_label, write_label
from cnn.runs.record import MODEL_FILE, RECORD_FILE, RunRecord
from cnn.runs.report import REPORT_FILE
from cnn.runs.run import RunLabel
from cnn.runs.scratch import (
    LOCK_FILE,
    SCRATCH_PREFIX,
    delete_abandoned,
    may_be_kept_now,
    new_scratch_folder,
)

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


@dataclass(frozen=True)
class Listing:
    """The runs in the folder, of all servers."""

    finished: frozenset[str]
    """Their ids."""
    unfinished: frozenset[Path]
    """The scratch folders of runs that this process does not have."""


class RunStore:
    """A folder that cannot be read counts as empty: without it, everything but training works."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unreadable: set[Path] = set()
        self._locks: dict[Path, FileLock] = {}
        delete_abandoned(folder)

    @property
    def unreadable(self) -> int:
        """Runs that have been skipped, because they cannot be read."""
        return len(self._unreadable)

    def exclusive(self) -> AbstractContextManager[None]:
        """No other server puts a run into its line meanwhile.

        Raises:
            ServerBusy: one takes long to do so.
        """
        return exclusive(self.folder)

    def listing(self) -> Listing:
        """
        Raises:
            OSError: the folder cannot be read.
        """
        names = [path.name for path in self.folder.iterdir()]
        scratch = {self.folder / name for name in names if name.startswith(SCRATCH_PREFIX)}
        finished = frozenset(name for name in names if not name.startswith("."))
        self._unreadable &= scratch | {self.folder / name for name in finished}
        return Listing(finished, frozenset(scratch - set(self._locks) - self._unreadable))

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
            write_label(scratch, label)
            if start is not None:
                start.write(scratch)
            # Last: with this file, it is a run.
            write_identity(scratch, identity)
            sync_folder(self.folder)
            self._announce()
        except OSError:
            self.discard(scratch)
            raise
        return scratch

    def keep(self, scratch: Path, id: str, label: RunLabel) -> None:
        """Makes a scratch folder, whose files are complete, the folder of a finished run.

        Raises:
            OSError: it cannot be written.
        """
        write_label(scratch, label)
        self._unlock(scratch)
        kept = scratch.rename(self.folder / id)
        sync_folder(self.folder)
        # Not before: a process that is killed here must leave a finished run or an interrupted one,
        # and so must a power cut.
        delete_checkpoint(kept)
        for name in (REPORT_FILE, f".{REPORT_FILE}.partial", LOCK_FILE):
            (kept / name).unlink(missing_ok=True)

    def discard(self, scratch: Path) -> None:
        """Deletes a scratch folder, if it is still there."""
        # First what makes it a run: another server would take it over as soon as it is unlocked.
        with contextlib.suppress(OSError):
            (scratch / JOB_FILE).unlink(missing_ok=True)
        self._unlock(scratch)
        shutil.rmtree(scratch, ignore_errors=True)

    def relabel(self, scratch: Path, label: RunLabel) -> None:
        """Replaces the label of a run that is not over, and that this process has.

        Raises:
            NotStored: it cannot be written.
        """
        try:
            write_label(scratch, label)
        except OSError as error:
            raise _not_stored(scratch, error) from error

    def change_label(self, id: str, change: Callable[[RunLabel], RunLabel]) -> RunLabel:
        """Changes the label of a finished run, which other servers may change as well.

        Raises:
            NotStored: it cannot be written.
            ServerBusy: another server is changing one.
        """
        folder = self.folder / id
        try:
            with self.exclusive():
                label = change(read_label(folder))
                write_label(folder, label)
                self._announce()
        except UNREADABLE as error:
            raise _not_stored(folder, error) from error
        return label

    def label(self, id: str) -> RunLabel:
        """That of a finished run.

        Raises:
            One of ``UNREADABLE``: it cannot be read.
        """
        return read_label(self.folder / id)

    def is_pinned(self, id: str) -> bool:
        """Whether a run is, as far as its label can be read."""
        try:
            return self.label(id).pinned
        except UNREADABLE:
            return False

    def delete(self, id: str) -> None:
        shutil.rmtree(self.folder / id, ignore_errors=True)

    def size(self, id: str) -> int:
        """The bytes that a finished run takes."""
        return sum(size_of(file) for file in matching(self.folder, f"{id}/*"))

    def model_path(self, id: str) -> Path:
        return self.folder / id / MODEL_FILE

    def finished(self) -> Iterator[FinishedRun]:
        """All runs whose records can be read, oldest first."""
        for path in sorted(matching(self.folder, f"[!.]*/{RECORD_FILE}"), key=modified):
            if (run := self.finished_run(path.parent.name)) is not None:
                yield run

    def finished_run(self, id: str) -> FinishedRun | None:
        """``None``: it cannot be read."""
        folder = self.folder / id
        if folder in self._unreadable or not (folder / RECORD_FILE).exists():
            return None
        try:
            record = RunRecord.from_json((folder / RECORD_FILE).read_text("utf-8"))
            label = read_label(folder)
            if not self.model_path(id).is_file():
                raise ValueError(f"{MODEL_FILE} is missing")
        except UNREADABLE as error:
            self._skip(folder, error)
            return None
        return FinishedRun(id, record, label)

    def unfinished(self) -> Iterator[UnfinishedRun]:
        """The runs of killed processes, oldest first; from now on, they are this process's."""
        files = matching(self.folder, f"{SCRATCH_PREFIX}*/{JOB_FILE}")
        for file in sorted(files, key=modified):
            if (run := self.take(file.parent)) is not None:
                yield run

    def take(self, scratch: Path) -> UnfinishedRun | None:
        """The run in a scratch folder, which is this process's from now on.

        ``None``: another process has it, or it cannot be read.
        """
        if may_be_kept_now(scratch) or not (scratch / JOB_FILE).exists():
            return None
        try:
            self._lock(scratch)
        except OSError:  # a process trains it, or has just kept it
            return None
        try:
            # It may have been kept meanwhile, or another process may have deleted it.
            if may_be_kept_now(scratch) or not (scratch / JOB_FILE).exists():
                self._unlock(scratch)
                return None
            identity, label = read_identity(scratch), read_label(scratch)
            checkpoint = read_checkpoint(scratch)
        except UNREADABLE as error:
            self._unlock(scratch)
            self._skip(scratch, error)
            return None
        return UnfinishedRun(scratch, identity, label, checkpoint)

    def look_at(self, scratch: Path) -> tuple[RunIdentity, RunLabel] | None:
        """The run in a scratch folder, whoever has it; ``None``: there is none, or not yet."""
        try:
            return read_identity(scratch), read_label(scratch)
        except FileNotFoundError:
            return None
        except UNREADABLE as error:
            self._skip(scratch, error)
            return None

    def _skip(self, folder: Path, error: Exception) -> None:
        log.warning("Skipped %s, a run that cannot be read: %s", folder, error)
        self._unreadable.add(folder)

    def _announce(self) -> None:
        """Lets other servers see that there is something new in one of the folders."""
        with contextlib.suppress(OSError):
            os.utime(self.folder)

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


def _not_stored(folder: Path, error: Exception) -> NotStored:
    log.warning("The label of the run in %s cannot be written: %s", folder, error)
    return NotStored(
        "This cannot be stored, because the server's disk takes nothing at the moment. It "
        "holds until the server restarts."
    )
