import threading

import pytest

from cnn.runs import control


def test_a_stop_ends_a_pause() -> None:
    steering = control.Control()
    steering.pause()
    steering.stop()
    steering.wait_while_paused()
    assert steering.stopping
    assert not steering.paused


def test_a_forgotten_pause_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "LONGEST_PAUSE", 0.05)
    steering = control.Control()
    steering.pause()
    waiting = threading.Thread(target=steering.wait_while_paused)
    waiting.start()
    waiting.join(5)
    assert not waiting.is_alive()
    assert not steering.paused
