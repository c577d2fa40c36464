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
    channel.wait_while_paused()
    assert channel.stopping
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


def test_a_forgotten_pause_ends_by_itself() -> None:
    channel = ThreadChannel(longest_pause=0.05)
    channel.pause()
    channel.wait_while_paused()
    assert not channel.paused
