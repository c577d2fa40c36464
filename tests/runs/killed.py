"""A run in a process that is killed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from cnn.runs.checkpoint import CHECKPOINT_FILE
from tests.conftest import ROOT

PROGRAM = """
import sys, time
from dataclasses import replace
from pathlib import Path
from cnn.runs.recipe import DENSE
from tests.conftest import small_dataset
from tests.runs.queues import make_queue

data = small_dataset()
queue = make_queue(Path(sys.argv[1]), lambda: data)
recipe = replace(DENSE, epochs=int(sys.argv[2]), patience=None)
queue.start(recipe, "ada", seed=5)
time.sleep(600)
"""


def kill_in_training(folder: Path, epochs: int, checkpoints: int = 2) -> None:
    """Starts ada's run in another process, and kills it after so many checkpoints."""
    child = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder), str(epochs)], cwd=ROOT)
    try:
        written: set[int] = set()
        deadline = time.monotonic() + 120
        while len(written) < checkpoints:
            assert time.monotonic() < deadline and child.poll() is None, "no checkpoint"
            written |= {file.stat().st_mtime_ns for file in folder.glob(f".*/{CHECKPOINT_FILE}")}
            time.sleep(0.01)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
