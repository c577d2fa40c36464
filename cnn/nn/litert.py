"""Trained networks as LiteRT files, which phones and single-board computers run."""

import tempfile
from pathlib import Path

from cnn.nn.model_file import load_model


def litert(path: Path) -> bytes:
    """The network in a ``.keras`` file as a ``.tflite`` file.

    It takes float32 images (n, 28, 28, 1) in 0..1 and gives float32 probabilities (n, 10), as the
    network does.

    Raises:
        UnusableModel: the file does not contain a classifier of garments.
    """
    model = load_model(path)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.tflite"
        model.export(file, format="litert", verbose=False)
        return file.read_bytes()
