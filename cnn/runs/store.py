"""Finished runs on disk, each in a folder of its own.

A run is kept whole or not at all: it is written into a scratch folder, which is renamed when
everything is in it.
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

from cnn.runs.record import MODEL_FILE, RECORD_FILE, RunRecord
from cnn.runs.run import RunLabel

OWNER_FILE = "owner.txt"
LABEL_FILE = "label.json"
SCRATCH_PREFIX = ".unfinished-"
ABANDONED_AFTER = 24 * 3600
"""Seconds after which a scratch folder is deleted: its process must have been killed."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FinishedRun:
    id: str
    record: RunRecord
    label: RunLabel


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
        if time.time() - _modified(path) > ABANDONED_AFTER:
            shutil.rmtree(path, ignore_errors=True)


class RunStore:
    """A folder that cannot be read counts as empty: without it, everything but training works."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        delete_abandoned(folder)

    def scratch_folder(self) -> Path:
        """A new folder for a run to write into.

        Raises:
            OSError: it cannot be created.
        """
        return new_scratch_folder(self.folder)

    def keep(self, scratch: Path, id: str, label: RunLabel) -> None:
        """Makes a scratch folder, whose files are complete, the folder of a finished run.

        Raises:
            OSError: it cannot be written.
        """
        _write_label(scratch, label)
        scratch.rename(self.folder / id)

    def relabel(self, id: str, label: RunLabel) -> None:
        """Replaces the label of a finished run, as far as the disk allows."""
        try:
            _write_label(self.folder / id, label)
        except OSError as error:
            log.warning("The label of run %s cannot be written: %s", id, error)

    def delete(self, id: str) -> None:
        shutil.rmtree(self.folder / id, ignore_errors=True)

    def model_path(self, id: str) -> Path:
        return self.folder / id / MODEL_FILE

    def finished(self) -> Iterator[FinishedRun]:
        """All runs whose records can be read, oldest first."""
        for path in sorted(_matching(self.folder, f"[!.]*/{RECORD_FILE}"), key=_modified):
            try:
                record = RunRecord.from_json(path.read_text())
                label = _read_label(path.parent)
            except (ValueError, KeyError, TypeError, OSError) as error:
                log.warning("Skipped %s, whose record cannot be read: %s", path.parent, error)
                continue
            yield FinishedRun(path.parent.name, record, label)


def _write_label(folder: Path, label: RunLabel) -> None:
    scratch = folder / f"{SCRATCH_PREFIX}{LABEL_FILE}"
    scratch.write_text(json.dumps(dataclasses.asdict(label)))
    scratch.replace(folder / LABEL_FILE)


def _read_label(folder: Path) -> RunLabel:
    if (folder / LABEL_FILE).exists():
        return RunLabel(**json.loads((folder / LABEL_FILE).read_text()))
    # A run of an earlier version has no name yet.
    return RunLabel((folder / OWNER_FILE).read_text(), name="", revealed=False)


def _matching(folder: Path, pattern: str) -> list[Path]:
    try:
        return list(folder.glob(pattern))
    except OSError:
        return []


def _modified(path: Path) -> float:
    """In seconds since the epoch; now if the path is gone."""
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()
