"""Where runs, downloads and the files that ship with the lab are kept."""

import os
from pathlib import Path

import platformdirs

ASSETS = Path(__file__).resolve().parent.parent / "assets"
"""Trained models with their records, the garment generator, example drawings."""


def home() -> Path:
    """The folder named by ``CNN_HOME``, or else the user's data directory for this app."""
    named = os.environ.get("CNN_HOME")
    return Path(named).expanduser() if named else platformdirs.user_data_path("cnn-lab")
