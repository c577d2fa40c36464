import threading

from cnn.runs.channel import ThreadChannel
from cnn.runs.events import Event, Paused, Preparing


def test_events_arrive_in_order() -> None:
    events: list[Event] = []
    channel = ThreadChannel(events.append)
    channel.send(Preparing())
    channel.send(Paused())
    assert events == [Preparing(), Paused()]


def test_a_stop_ends_a_pause() -> None:
    channel = ThreadChannel()
    channel.pause()
    assert channel.paused
    channel.stop()
    assert channel.wait_while_paused()
    assert channel.stopping
    assert not channel.paused


def test_a_run_that_is_stopping_cannot_be_paused() -> None:
    channel = ThreadChannel()
    channel.stop()
    channel.pause()
    assert not channel.paused


def test_a_paused_run_waits_until_it_is_resumed() -> None:
    channel = ThreadChannel()
    channel.pause()
    waiting = threading.Thread(target=channel.wait_while_paused)
    waiting.start()
    waiting.join(0.1)
    assert waiting.is_alive()
    channel.resume()
    waiting.join(10)
    assert not waiting.is_alive()


def test_a_pause_that_lasts_too_long_costs_the_run_its_worker() -> None:
    channel = ThreadChannel(longest_pause=0.05)
    channel.pause()
    assert not channel.wait_while_paused()
    assert channel.paused


def test_pauses_after_epochs_can_be_turned_on_and_off() -> None:
    channel = ThreadChannel()
    assert not channel.pauses_after_epochs
    channel.pause_after_epochs(True)
    assert channel.pauses_after_epochs
    channel.pause_after_epochs(False)
    assert not channel.pauses_after_epochs
