import gc
import time
import weakref
from collections.abc import Iterator

import pytest

from cnn.ui import garbage
from cnn.ui.garbage import Collections, keep_collections_short, spare_the_living
from tests.runs.queues import wait_for


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


def test_what_has_died_since_is_found_the_next_time() -> None:
    cycle = Cycle()
    dead = weakref.ref(cycle)
    spare_the_living()
    del cycle
    gc.collect()
    assert dead() is not None, "the collector skips it"
    spare_the_living()
    assert dead() is None


def test_it_happens_by_itself_once_a_collection_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "CHECK", 0.05)
    over = keep_collections_short()
    kept: list[list[int]] = [[] for _ in range(2_000_000)]
    gc.collect()
    wait_for(lambda: gc.get_freeze_count() > len(kept))
    over.set()
    wait_for(lambda: not any(isinstance(each, Collections) for each in gc.callbacks))


def test_a_short_collection_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "CHECK", 0.01)
    monkeypatch.setattr(garbage, "LONG", 1_000)
    over = keep_collections_short()
    gc.collect()
    time.sleep(0.1)
    over.set()
    assert gc.get_freeze_count() == 0
