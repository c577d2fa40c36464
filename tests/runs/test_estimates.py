from dataclasses import replace

import pytest

from cnn.runs.estimates import seconds_per_epoch, seconds_until_free
from cnn.runs.queue import RunQueue
from tests.runs.queues import LONG, QUICK, over, stop, wait_for


def test_how_long_a_wait_is_follows_from_the_pace_of_this_server(queue: RunQueue) -> None:
    assert seconds_per_epoch(QUICK, queue.runs()) is None
    done = queue.start(QUICK, "ada")
    wait_for(lambda: over(done))
    pace = done.view().history.seconds / 2
    assert seconds_per_epoch(replace(QUICK, epochs=9), queue.runs()) == pytest.approx(pace)
    assert seconds_per_epoch(replace(QUICK, training_images=24_000), queue.runs()) == pytest.approx(
        pace / 2
    )
    assert seconds_per_epoch(replace(QUICK, batch_size=64), queue.runs()) is None
    assert seconds_until_free([], queue.runs()) == 0
    first, second = queue.start(LONG, "ada"), queue.start(LONG, "bob")
    assert seconds_until_free([second], queue.runs()) == pytest.approx(500 * pace)
    assert seconds_until_free([second, done], queue.runs(), workers=2) == pytest.approx(0)
    assert seconds_until_free([second], queue.runs(), workers=2) == 0
    assert seconds_until_free([second, second, second], queue.runs(), workers=2) == pytest.approx(
        500 * pace
    )
    assert seconds_until_free([second], queue.runs(), workers=0) is None
    other = queue.start(replace(LONG, batch_size=64), "eve")
    assert seconds_until_free([second, other], queue.runs()) is None
    stop(queue, other, second, first)
