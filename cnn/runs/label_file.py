"""What is kept of a run besides its record: a file in its folder."""

import dataclasses
import json
from pathlib import Path

from cnn.runs.files import write_whole
from cnn.runs.run import RunLabel

LABEL_FILE = "label.json"
OWNER_FILE = "owner.txt"
"""All that earlier versions kept."""


def write_label(folder: Path, label: RunLabel) -> None:
    """
    Raises:
        OSError: it cannot be written.
    """
    write_whole(folder / LABEL_FILE, json.dumps(dataclasses.asdict(label)).encode())


def read_label(folder: Path) -> RunLabel:
    """
    Raises:
        OSError, ValueError, TypeError: there is none that can be read.
    """
    if (folder / LABEL_FILE).exists():
        return RunLabel(**json.loads((folder / LABEL_FILE).read_text("utf-8")))
    # A run of an earlier version has no name yet.
    return RunLabel((folder / OWNER_FILE).read_text(), name="", revealed=False)
