"""Keeps Streamlit's garbage collection short.

Streamlit collects all garbage after each run of a page and of each fragment. What TensorFlow builds
for a network, hundreds of thousands of objects, stays; looking at each of them takes the processor
for a tenth of a second, which thirty pages that watch a run would do many times a second.
"""

import gc
import threading
import time
from typing import Any

CHECK = 5.0
"""Seconds between two looks at how long a collection takes."""

LONG = 0.02
"""Seconds of a collection that are too many."""


class Collections:
    """How long the last full collection took, in seconds; 0 if there was none."""

    # Not by the number of objects: who lists them holds tuples that other threads are building.
    def __init__(self) -> None:
        self.took = 0.0
        self._began = 0.0

    def __call__(self, phase: str, info: dict[str, Any]) -> None:
        """Called by Python before and after each collection."""
        if info["generation"] < 2:
            return
        if phase == "start":
            self._began = time.perf_counter()
        else:
            self.took = time.perf_counter() - self._began


def keep_collections_short() -> threading.Event:
    """In the background, as long as the process lasts, or until the event is set."""
    over = threading.Event()
    threading.Thread(target=_watch, args=(over,), name="garbage", daemon=True).start()
    return over


def _watch(over: threading.Event) -> None:
    collections = Collections()
    gc.callbacks.append(collections)
    while not over.wait(CHECK):
        if collections.took > LONG:
            spare_the_living()
            collections.took = 0.0
    gc.callbacks.remove(collections)


def spare_the_living() -> None:
    """From now on, the collector skips what lives now; what has died since the last call, it finds.

    It may take half a second.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
