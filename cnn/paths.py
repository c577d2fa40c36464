"""Where runs, downloads and the files that ship with the lab are stored."""

import os
from pathlib import Path

import platformdirs

ASSETS = Path(__file__).resolve().parent.parent / "assets"
"""Pre-trained models with their records, the garment generator, example drawings."""


def home() -> Path:
    """The folder set in ``CNN_HOME``, or by default the user's data directory for this app.

    It may be missing or not writable: whoever writes into it has to expect that.
    """
    if named := os.environ.get("CNN_HOME"):
        return expanded(named)
    try:
        return platformdirs.user_data_path("cnn-lab")
    except RuntimeError:  # a user without a home folder
        return expanded("~/.local/share/cnn-lab")


def expanded(path: str) -> Path:
    """A path in which a leading tilde stands for the user's home folder, as in a shell.

    For a user without one, such as one who is known to a container by number only, it stands for
    the root folder, as in Docker. The tilde of an unknown user is left as it is.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        first, *rest = Path(path).parts
        return Path("/", *rest) if first == "~" else Path(path)
