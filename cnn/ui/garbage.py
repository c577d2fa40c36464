"""Keeps Streamlit's garbage collection short.

Streamlit collects all garbage after each run of a page and of each fragment. What TensorFlow builds
for a network, hundreds of thousands of objects, stays; looking at each of them takes the processor
for a tenth of a second, which thirty pages that watch a run would do many times a second.
"""

import gc
import threading

CHECK = 5.0
"""Seconds between two looks at how many objects there are."""

MOST_LIVING = 100_000
"""Objects that the collector may have to look at: they take it some thousandths of a second."""


def keep_collections_short() -> threading.Event:
    """In the background, as long as the process lasts, or until the event is set."""
    over = threading.Event()
    threading.Thread(target=_watch, args=(over,), name="garbage", daemon=True).start()
    return over


def _watch(over: threading.Event) -> None:
    while not over.wait(CHECK):
        if len(gc.get_objects()) > MOST_LIVING:
            spare_the_living()


def spare_the_living() -> None:
    """From now on, the collector skips what lives now; what has died since the last call, it finds.

    It may take half a second.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
