"""Small text files in a folder that several servers read and write."""

import contextlib
from contextlib import AbstractContextManager
from pathlib import Path

from cnn.runs.exclusion import exclusive
from cnn.runs.files import write_whole
from cnn.runs.folder_watch import FolderWatch, Stamp, stamp_of

SUFFIX = ".json"


class SharedTexts:
    """Not safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._watch = FolderWatch(folder)
        self._stamps: dict[str, Stamp] = {}
        """Of the files as they were last read or written, by their names without a suffix."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Nobody else may change a file meanwhile.

        Raises:
            ServerBusy: somebody else is changing one.
        """
        return exclusive(self.folder)

    def news(self) -> dict[str, str | None]:
        """What others have written since the last call, by name; ``None``: the file is gone.

        A folder that cannot be read has no news.
        """
        try:
            if not self._watch.changed():
                return {}
            files = {file.stem: file for file in sorted(self.folder.glob(f"*{SUFFIX}"))}
        except OSError:
            return {}
        news: dict[str, str | None] = {}
        for name in self._stamps.keys() - files.keys():
            del self._stamps[name]
            news[name] = None
        for name, file in files.items():
            stamp = stamp_of(file)
            if stamp is not None and stamp != self._stamps.get(name):
                self._stamps[name] = stamp
                with contextlib.suppress(OSError):  # gone meanwhile, which will be the next news
                    news[name] = file.read_bytes().decode("utf-8", "replace")
        return news

    def write(self, name: str, text: str) -> None:
        """
        Raises:
            OSError: it cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self._file(name)
        write_whole(file, text.encode())
        if (stamp := stamp_of(file)) is not None:
            self._stamps[name] = stamp

    def delete(self, name: str) -> None:
        """
        Raises:
            OSError: it cannot be deleted.
        """
        self._file(name).unlink(missing_ok=True)
        self._stamps.pop(name, None)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}{SUFFIX}"
