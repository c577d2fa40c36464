"""Keeps Streamlit's garbage collection short.

Streamlit collects all garbage after each run of a page and of each fragment. TensorFlow's hundreds
of thousands of objects live as long as the process; looking at each of them takes the processor for
a tenth of a second, which thirty pages that watch a run would do many times a second.
"""

import gc

from cnn.runs.channel import OnEvent
from cnn.runs.events import BatchEnded, EpochEnded, Event


def spare_the_living() -> None:
    """From now on, the collector skips what lives now; what has died since the last call, it finds.

    To be called when TensorFlow has built something that stays.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def sparing(on_event: OnEvent) -> OnEvent:
    """Passes the events of a run on, and spares what TensorFlow has built for it.

    It builds for training before the first batch, and for validation before the first epoch ends.
    """
    awaited = {BatchEnded, EpochEnded}

    def report(event: Event) -> None:
        on_event(event)
        if type(event) in awaited:
            awaited.remove(type(event))
            spare_the_living()

    return report
