"""Imports TensorFlow and Keras without the libraries that Keras loads only where it finds them.

Keras imports scikit-learn, Matplotlib and pandas for wrappers and plots that the lab does not
use: half of the seconds and a fifth of the memory of ``import tensorflow``. To the thread that
imports, and only while it does, they look as if they were not installed.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec

OPTIONAL = ("sklearn", "matplotlib", "pandas", "scipy")


class _Absent(MetaPathFinder):
    def __init__(self) -> None:
        self.thread = threading.get_ident()

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name in OPTIONAL and threading.get_ident() == self.thread:
            raise ModuleNotFoundError(f"{name} is optional, and left out here", name=name)
        return None


@contextmanager
def without_optional() -> Iterator[None]:
    absent = _Absent()
    sys.meta_path.insert(0, absent)
    try:
        yield
    finally:
        sys.meta_path.remove(absent)
