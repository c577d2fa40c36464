"""A folder on two machines: what a run writes on its worker lies a moment later on its server."""

from pathlib import Path

from cnn.cluster.messages import Files
from cnn.runs.checkpoint import BEST_FILE, CHECKPOINT_FILE, STATES
from cnn.runs.files import write_whole
from cnn.runs.timeline import NEWEST_FILE, TIMELINE_FOLDER

NEEDED = (CHECKPOINT_FILE, STATES, BEST_FILE, f"{TIMELINE_FOLDER}/*")
"""What a worker needs of the folder of a run; the rest is the server's."""


def contents(folder: Path) -> Files:
    """What a worker needs to go on with a run.

    Raises:
        OSError: it cannot be read.
    """
    files = [file for pattern in NEEDED for file in folder.glob(pattern)]
    return Files({_name(folder, file): file.read_bytes() for file in files})


class Original:
    """The folder of a worker, in which nobody writes meanwhile."""

    def __init__(self, folder: Path, files: Files) -> None:
        """``files``: what the server has."""
        self._folder = folder
        for name, content in files.changed.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        self._known = self._seen()

    def changes(self) -> Files | None:
        """Since the last call; ``None``: nothing has changed."""
        seen, known = self._seen(), self._known
        self._known = seen
        changed = [name for name, version in seen.items() if known.get(name) != version]
        deleted = tuple(name for name in known if name not in seen)
        if not changed and not deleted:
            return None
        return Files({name: (self._folder / name).read_bytes() for name in changed}, deleted)

    def _seen(self) -> dict[str, tuple[int, int, int]]:
        """What tells whether a file has been replaced, by names."""
        files = [file for file in self._folder.rglob("*") if file.is_file()]
        stats = {_name(self._folder, file): file.stat() for file in files}
        return {name: (stat.st_ino, stat.st_mtime_ns, stat.st_size) for name, stat in stats.items()}


class Copy:
    """The folder of the server. What its disk does not take at first is kept, and tried again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unwritten: dict[str, bytes] = {}
        self._undeleted: set[str] = set()

    def take(self, files: Files) -> None:
        """
        Raises:
            OSError: not everything could be written.
        """
        self._unwritten = {
            name: content for name, content in self._unwritten.items() if name not in files.deleted
        } | files.changed
        self._undeleted = (self._undeleted | set(files.deleted)) - set(files.changed)
        self.write()

    def write(self) -> None:
        """Writes what could not be written before.

        Raises:
            OSError: it still cannot be written.
        """
        # The checkpoint names a state, which must be there, and nothing that it needs may be gone.
        for name in sorted(self._unwritten, key=lambda name: name == CHECKPOINT_FILE):
            file = self._folder / name
            file.parent.mkdir(exist_ok=True)
            write_whole(file, self._unwritten[name], durable=file.name != NEWEST_FILE)
            del self._unwritten[name]
        for name in sorted(self._undeleted):
            (self._folder / name).unlink(missing_ok=True)
        self._undeleted.clear()


def _name(folder: Path, file: Path) -> str:
    return file.relative_to(folder).as_posix()
