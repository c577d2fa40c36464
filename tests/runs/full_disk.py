"""A disk that is full for a while."""

import contextlib
import errno
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

SIZE = 24 * 2**20
"""In bytes: room for a few runs of a small network."""


class Disk:
    """A small one of its own where the tests may mount one; elsewhere, no file may grow."""

    def __init__(self, folder: Path, is_mounted: bool) -> None:
        self.folder = folder
        self._is_mounted = is_mounted
        self._limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self) -> None:
        if not self._is_mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1, self._limits[1]))
            return
        with (self.folder / "filler").open("wb", buffering=0) as filler:
            for size in (2**16, 1):
                with contextlib.suppress(OSError):
                    while filler.write(bytes(size)) == size:
                        pass

    def free(self) -> None:
        (self.folder / "filler").unlink(missing_ok=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, self._limits)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    folder.mkdir()
    is_mounted = _mount(folder, f"size={SIZE}")
    disk = Disk(folder, is_mounted)
    try:
        yield disk
    finally:
        disk.free()
        if is_mounted:
            subprocess.run(["umount", "--lazy", folder], check=True)


@contextlib.contextmanager
def read_only_disk(folder: Path) -> Iterator[Path]:
    """A folder in which nothing can be written, not even by root."""
    folder.mkdir()
    if _mount(folder, "ro"):
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
        return
    folder.chmod(0o500)
    try:
        (folder / "probe").touch()
    except OSError as error:
        assert error.errno == errno.EACCES
        yield folder
    else:  # root who may not mount: nothing can be made below a device
        yield Path("/dev/null/lab")
    finally:
        folder.chmod(0o700)


def _mount(folder: Path, options: str) -> bool:
    if shutil.which("mount") is None:
        return False
    command = ["mount", "-t", "tmpfs", "-o", options, "lab-test", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
