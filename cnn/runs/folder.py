"""A folder of one run, as the command line writes it: the run is replaced as a whole or not at all.

A run trains into a scratch folder inside of it, on the same disk. Its files are moved into place
when all of them are complete.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from cnn.errors import RunRefused
from cnn.runs.checkpoint import delete_checkpoint
from cnn.runs.files import sync_folder
from cnn.runs.record import HISTORY_FILE, MODEL_FILE, RECORD_FILE
from cnn.runs.scratch import SCRATCH_PREFIX, delete_abandoned, new_scratch_folder

RUN_FILES = (MODEL_FILE, HISTORY_FILE, RECORD_FILE)

UNPUBLISHED_PREFIX = "unpublished-"


class RunFolder:
    def __init__(self, folder: Path, replace: bool) -> None:
        self.folder = folder
        self._replace = replace
        self._refuse_to_overwrite()
        delete_abandoned(folder)
        self.scratch = new_scratch_folder(folder)
        """Where the run is written, and where it stays if it cannot be published."""
        self.stays = False

    def publish(self) -> None:
        """Moves the files of the finished run into the folder.

        Raises:
            RunRefused: in the meantime, another run has been written into the folder.
            OSError: a file cannot be moved; those of the previous run are back in place.
        """
        try:
            delete_checkpoint(self.scratch)
            self._refuse_to_overwrite()
            self._move_into_place()
        except BaseException:
            self.stays = True
            name = self.scratch.name.removeprefix(SCRATCH_PREFIX)
            with contextlib.suppress(OSError):
                # No longer a scratch folder, which would be deleted one day.
                self.scratch = self.scratch.rename(self.folder / f"{UNPUBLISHED_PREFIX}{name}")
            raise

    def _move_into_place(self) -> None:
        previous = self.scratch / "previous"
        previous.mkdir()
        moves = [(self.folder / name, previous / name) for name in self._present()]
        moves += [(self.scratch / name, self.folder / name) for name in RUN_FILES]
        begun: list[tuple[Path, Path]] = []
        try:
            for source, target in moves:
                begun.append((source, target))
                source.rename(target)
            sync_folder(self.folder)
        except BaseException:
            for source, target in reversed(begun):
                if os.path.lexists(target) and not os.path.lexists(source):
                    target.rename(source)
            raise

    def _present(self) -> list[str]:
        return [name for name in RUN_FILES if os.path.lexists(self.folder / name)]

    def _refuse_to_overwrite(self) -> None:
        if not self._replace and (present := self._present()):
            raise RunRefused(
                f"{self.folder} already holds a run ({', '.join(present)}). Choose another folder, "
                "or replace that run with --force."
            )


@contextlib.contextmanager
def run_folder(folder: Path, *, replace: bool = False) -> Iterator[RunFolder]:
    """A folder to train a run into. If the run is not published, nothing of it is left.

    Raises:
        RunRefused: the folder holds a run that is not to be replaced.
        OSError: the folder cannot be written.
    """
    opened = RunFolder(folder, replace)
    try:
        yield opened
    finally:
        if not opened.stays:
            shutil.rmtree(opened.scratch, ignore_errors=True)
