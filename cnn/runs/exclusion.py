"""One server at a time changes what several servers share."""

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from cnn.errors import ServerBusy

LOCK_FILE = ".lock"
"""It stays in the folder: a lock file that is deleted may have two owners."""

PATIENCE = 5.0
"""Seconds to wait for another server, whose changes take milliseconds."""

log = logging.getLogger(__name__)


@contextlib.contextmanager
def exclusive(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Keeps the threads and servers out that also want to change what lies in a folder.

    Where nothing can be written there is nothing to protect, and nobody is kept out.

    Raises:
        ServerBusy: somebody else has been changing it for ``patience`` seconds.
    """
    lock = FileLock(folder / LOCK_FILE, timeout=patience, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise ServerBusy(
            "Another server is changing the same files at the moment. Try again in a few seconds."
        ) from error
    except OSError as error:
        log.warning("%s cannot be locked: %s", folder, error)
    try:
        yield
    finally:
        lock.release()
