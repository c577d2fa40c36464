import gc
import weakref
from collections.abc import Iterator

import pytest

from cnn.ui import garbage
from cnn.ui.garbage import MOST_LIVING, keep_collections_short, spare_the_living
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


def test_it_happens_by_itself_once_there_are_many_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "CHECK", 0.01)
    kept: list[list[int]] = [[] for _ in range(MOST_LIVING)]
    over = keep_collections_short()
    wait_for(lambda: gc.get_freeze_count() > len(kept))
    over.set()
    assert len(gc.get_objects()) < MOST_LIVING
