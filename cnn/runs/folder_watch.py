"""Whether something in a folder has changed, for the price of opening the folder."""

import os
import time
from pathlib import Path

SETTLED = 2.0
"""Seconds after a change in which another one may have the same time: a disk's clock is coarse."""

Stamp = tuple[int, int, int]
"""Of a file: another one has taken its place if it is another one."""


class FolderWatch:
    """Sees that files in a folder come, go and are replaced; not that they are written in place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: int | None = None

    def changed(self) -> bool:
        """Whether there may have been a change since the last call; ``True`` at the first one.

        Raises:
            OSError: the folder is gone, or cannot be read.
        """
        # A network drive may answer from memory for half a minute, unless the folder is opened.
        with os.scandir(self._folder):
            changed = self._folder.stat().st_mtime_ns
        seen = self._seen
        self._seen = None if abs(time.time() - changed / 1e9) < SETTLED else changed
        return changed != seen


def stamp_of(file: Path) -> Stamp | None:
    """``None``: there is no such file."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
