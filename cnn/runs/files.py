"""Files that are written whole or not at all, and that outlive a power cut."""

import contextlib
import os
import time
from pathlib import Path


def write_whole(file: Path, content: bytes, *, durable: bool = True) -> None:
    """Replaces a file: whoever reads it, after a crash too, finds the old content or the new one.

    ``durable``: waits until the disk has it; otherwise, a power cut may leave nothing of it.
    One at a time may write a file.

    Raises:
        OSError: it cannot be written; the old content is still there.
    """
    partial = file.with_name(f".{file.name}.partial")
    try:
        partial.write_bytes(content)
        put_in_place(partial, file, durable=durable)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise


def put_in_place(written: Path, file: Path, *, durable: bool = True) -> None:
    """Gives a file that is complete another name in its folder, in place of a file that has it.

    Raises:
        OSError: it cannot be written; the file before is still there.
    """
    if durable:
        with written.open("r+b") as stream:
            os.fsync(stream.fileno())
    written.replace(file)
    if durable:
        sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Waits until the disk has the names in a folder, where the platform can do so."""
    # Windows opens no folders, and some network drives refuse: the names are then up to them.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def matching(folder: Path, pattern: str) -> list[Path]:
    """The files that a folder has by a pattern; none if it cannot be read."""
    try:
        return list(folder.glob(pattern))
    except OSError:
        return []


def size_of(file: Path) -> int:
    """In bytes; 0 if the file is gone."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def modified(path: Path) -> float:
    """In seconds since the epoch; now if the path is gone."""
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()
