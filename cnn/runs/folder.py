"""A folder of one run, as the command line writes it: the run is replaced as a whole or not at all.

A run trains into a scratch folder inside of it, on the same disk. Its files are moved into place
when all of them are complete.
"""

import os
import shutil
from pathlib import Path
from types import TracebackType

from cnn.errors import RunRefused
from cnn.runs.record import HISTORY_FILE, MODEL_FILE, RECORD_FILE
from cnn.runs.store import delete_abandoned, new_scratch_folder

RUN_FILES = (MODEL_FILE, HISTORY_FILE, RECORD_FILE)


class RunFolder:
    """A context manager: on leaving it, a run that is not complete is deleted."""

    def __init__(self, folder: Path, replace: bool = False) -> None:
        """
        Raises:
            RunRefused: the folder holds a run that is not to be replaced.
            OSError: the folder cannot be written.
        """
        self.folder = folder
        self._replace = replace
        self.kept = False
        """Whether the scratch folder holds a finished run that could not be published."""
        self._refuse_to_overwrite()
        delete_abandoned(folder)
        self.scratch = new_scratch_folder(folder)

    def __enter__(self) -> "RunFolder":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self.kept:
            shutil.rmtree(self.scratch, ignore_errors=True)

    def publish(self) -> None:
        """Moves the files of the finished run into the folder.

        Raises:
            RunRefused: in the meantime, another run has been written into the folder.
            OSError: a file cannot be moved; those of the previous run are back in place.
        """
        self.kept = True
        self._refuse_to_overwrite()
        previous = self.scratch / "previous"
        previous.mkdir()
        moves = [(self.folder / name, previous / name) for name in self._present()]
        moves += [(self.scratch / name, self.folder / name) for name in RUN_FILES]
        begun: list[tuple[Path, Path]] = []
        try:
            for source, target in moves:
                begun.append((source, target))
                source.rename(target)
        except BaseException:
            for source, target in reversed(begun):
                if os.path.lexists(target) and not os.path.lexists(source):
                    target.rename(source)
            raise
        self.kept = False

    def _present(self) -> list[str]:
        return [name for name in RUN_FILES if os.path.lexists(self.folder / name)]

    def _refuse_to_overwrite(self) -> None:
        if not self._replace and (present := self._present()):
            raise RunRefused(
                f"{self.folder} already holds a run ({', '.join(present)}). Choose another folder, "
                "or replace that run with --force."
            )
