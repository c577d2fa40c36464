"""Why a run failed, as a sentence for its page."""

import errno
import logging
from pathlib import Path

from cnn.errors import LabError

log = logging.getLogger(__name__)


def failure(error: Exception, folder: Path) -> str:
    """``folder``: where runs are stored. The log has the details of what nobody expected."""
    if isinstance(error, LabError):
        return str(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"The disk that holds {folder} is full. Make room there and start the run again."
    if isinstance(error, OSError):
        return (
            f"Runs cannot be stored in {folder} ({error.strerror or error}). Make that folder "
            "writable, or set CNN_HOME to another one and restart the lab."
        )
    log.error("A training run failed", exc_info=error)
    return (
        "The training ended with an unexpected error. The server's log has the details. Start the "
        "run again."
    )
