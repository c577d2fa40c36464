"""Files that are written whole or not at all."""

import os
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Replaces a file: whoever reads it, after a crash too, finds the old content or the new one.

    Raises:
        OSError: it cannot be written; the old content is still there.
    """
    partial = file.with_name(f".{file.name}.partial")
    try:
        with partial.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(file)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
