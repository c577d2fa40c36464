"""Where runs, downloads and the files that ship with the lab are stored."""

import os
from pathlib import Path

import platformdirs

ASSETS = Path(__file__).resolve().parent.parent / "assets"
"""Pre-trained models with their records, the garment generator, example drawings."""


def home() -> Path:
    """The folder set in ``CNN_HOME``, or by default the user's data directory for this app."""
    named = os.environ.get("CNN_HOME")
    return Path(named).expanduser() if named else platformdirs.user_data_path("cnn-lab")
