"""Other servers that share a folder: processes with a queue of their own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT

IN_STEP = 0.1
"""Seconds between two looks, so that tests do not wait."""

PROGRAM = """
import sys, threading
from dataclasses import replace
from pathlib import Path
from cnn.concurrency import keep_calling
from cnn.runs.classroom import Classrooms
from cnn.runs.recipe import DENSE
from tests.conftest import small_dataset
from tests.runs.queues import make_queue
from tests.runs.servers import IN_STEP

home, owner, epochs = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
data = small_dataset()
classrooms = Classrooms(home / "classes")
queue = make_queue(home / "runs", lambda: data, classrooms=classrooms)
if owner:
    queue.start(replace(DENSE, epochs=epochs, patience=None), owner, seed=5)
keep_calling(queue.keep_in_step, IN_STEP, "in step")
threading.Event().wait()
"""


@contextmanager
def server(home: Path, owner: str, epochs: int = 500) -> Iterator[subprocess.Popen[bytes]]:
    """A server that trains a run of ``owner``'s, or none; it is killed on leaving."""
    command = [sys.executable, "-c", PROGRAM, str(home), owner, str(epochs)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
