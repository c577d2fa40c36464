"""Where the lab keeps what it downloads and what it trains."""

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """The folder named by ``CNN_HOME``, else the user's data directory for this app."""
    named = os.environ.get("CNN_HOME")
    return Path(named).expanduser() if named else platformdirs.user_data_path("cnn-lab")
