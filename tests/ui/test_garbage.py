import gc
import weakref
from collections.abc import Iterator

import pytest

from cnn.runs.events import BatchEnded, EpochEnded, Event, Preparing
from cnn.runs.history import EpochResult
from cnn.ui import garbage
from cnn.ui.garbage import spare_the_living, sparing

EPOCH = EpochEnded(EpochResult(1, 0.5, 0.8, 0.5, 0.8, 1.0), best=True)


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


class Cycle:
    """Garbage once nobody has it: only the collector can tell."""

    def __init__(self) -> None:
        self.itself = self


def test_what_lives_is_skipped_by_the_collector() -> None:
    spare_the_living()
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < 1_000


def test_what_has_died_since_is_found_the_next_time() -> None:
    cycle = Cycle()
    dead = weakref.ref(cycle)
    spare_the_living()
    del cycle
    gc.collect()
    assert dead() is not None, "the collector skips it"
    spare_the_living()
    assert dead() is None


def test_the_first_batch_and_the_first_epoch_of_a_run_are_followed_by_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[object] = []
    monkeypatch.setattr(garbage, "spare_the_living", lambda: told.append("spared"))
    report = sparing(told.append)
    batch = BatchEnded(1, 1, 0.5, 0.8)
    events: list[Event] = [Preparing(), batch, batch, EPOCH, EPOCH]
    for event in events:
        report(event)
    assert told == [Preparing(), batch, "spared", batch, EPOCH, "spared", EPOCH]
