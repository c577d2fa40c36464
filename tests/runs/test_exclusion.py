import threading
from pathlib import Path

import pytest

from cnn.errors import ServerBusy
from cnn.runs.exclusion import exclusive


def test_who_comes_second_waits_until_the_first_one_has_done(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with exclusive(tmp_path):
            order.append("second")

    thread = threading.Thread(target=second)
    with exclusive(tmp_path):
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_who_has_waited_for_long_is_told_to_try_again(tmp_path: Path) -> None:
    refused: list[str] = []

    def impatient() -> None:
        with pytest.raises(ServerBusy) as error, exclusive(tmp_path, patience=0.05):
            pass
        refused.append(str(error.value))

    with exclusive(tmp_path):
        thread = threading.Thread(target=impatient)
        thread.start()
        thread.join()
    assert refused and "Try again in a few seconds" in refused[0]


def test_where_nothing_can_be_written_nobody_is_kept_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    with exclusive(tmp_path / "file"):
        pass
    assert "cannot be locked" in caplog.text


def test_an_error_inside_lets_others_in(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), exclusive(tmp_path):
        raise ZeroDivisionError
    with exclusive(tmp_path, patience=0):
        pass
