"""The picture files in a folder."""

import os
from dataclasses import dataclass
from pathlib import Path

from cnn.preprocessing.image_file import PICTURE_SUFFIXES


@dataclass(frozen=True)
class FoundPictures:
    pictures: list[Path]
    skipped: int = 0
    """How many other files there are in the folder."""
    errors: tuple[dict[str, str], ...] = ()
    """For each folder that cannot be read, its name as ``file`` and a sentence as ``error``."""


def find_pictures(path: str) -> FoundPictures:
    """The pictures in a folder and its subfolders, in order; any other path counts as a picture.

    Links to folders are not followed. What has the suffix of a picture counts as one even if it
    cannot be opened.
    """
    try:
        if not path or not Path(path).is_dir():
            return FoundPictures([Path(path)])
    except (OSError, ValueError):  # opening it gives a sentence that says why
        return FoundPictures([Path(path)])
    unreadable: list[OSError] = []
    files = [
        Path(folder, name)
        for folder, _, names in os.walk(path, onerror=unreadable.append)
        for name in names
    ]
    pictures = sorted(file for file in files if file.suffix.lower() in PICTURE_SUFFIXES)
    errors = tuple(
        {
            "file": str(error.filename),
            "error": f"This folder cannot be read: {error.strerror}. Check its permissions.",
        }
        for error in unreadable
    )
    return FoundPictures(pictures, len(files) - len(pictures), errors)
