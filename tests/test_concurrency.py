import threading

import pytest

from cnn.background import Background, Progress
from cnn.errors import DatasetUnavailable, LabError


def test_many_may_ask_and_the_work_is_done_once() -> None:
    calls: list[int] = []
    work = Background(lambda _: calls.append(1) or "done")
    assert [work.get() for _ in range(5)] == ["done"] * 5
    assert calls == [1]


def test_a_defect_is_told_too() -> None:
    def broken(_: Progress) -> str:
        raise PermissionError("no")

    work = Background(broken)
    with pytest.raises(LabError, match="server's log"):
        work.get()


def test_progress_can_be_followed() -> None:
    going_on = threading.Event()

    def half_way(report: Progress) -> str:
        report(1, 2)
        going_on.wait(10)
        return "done"

    work = Background(half_way)
    work.start()
    work.wait_for_news(10)
    assert work.progress == (1, 2)
    assert work.result is None
    going_on.set()
    assert work.get() == "done"


def test_a_failure_is_told_and_can_be_tried_again() -> None:
    answers = iter([DatasetUnavailable("No network."), "done"])

    def work_or_fail(_: Progress) -> str:
        answer = next(answers)
        if isinstance(answer, LabError):
            raise answer
        return answer

    work = Background(work_or_fail)
    with pytest.raises(DatasetUnavailable, match="No network"):
        work.get()
    assert work.get() == "done"
    assert work.error is None
