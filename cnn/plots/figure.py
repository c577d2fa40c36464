"""Matplotlib figures outside of a notebook, and the files that are made of them."""

import importlib
import io
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def new_figure(width: float, height: float) -> "Figure":
    """An empty figure; sizes are in inches of 160 pixels."""
    # Half a second to import: not before the first figure.
    from matplotlib.figure import Figure

    if "IPython" in sys.modules:
        # Keras imports it where it is installed, perhaps on another thread at this moment.
        # Matplotlib fails on a half of it; this waits for the other half.
        importlib.import_module("IPython")
    return Figure(figsize=(width, height), dpi=160, layout="constrained")


def as_file(figure: "Figure", kind: str) -> bytes:
    """The content of a file of this kind, such as "png"."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind)
    return buffer.getvalue()
