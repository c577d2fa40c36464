import subprocess
import sys
import threading

import pytest

from cnn.concurrency import BackgroundTask, Progress, SingleThreadExecutor, keep_calling
from cnn.errors import DatasetUnavailable, LabError


def test_many_callers_share_one_result() -> None:
    calls: list[int] = []

    def count(_: Progress) -> str:
        calls.append(1)
        return "done"

    work = BackgroundTask(count)
    assert [work.get() for _ in range(5)] == ["done"] * 5
    assert calls == [1]


def test_an_unexpected_error_is_reported() -> None:
    def broken(_: Progress) -> str:
        raise PermissionError("no")

    work = BackgroundTask(broken)
    with pytest.raises(LabError, match="server's log"):
        work.get()


def test_progress_can_be_followed() -> None:
    going_on = threading.Event()

    def half_way(report: Progress) -> str:
        report(1, 2)
        going_on.wait(10)
        return "done"

    work = BackgroundTask(half_way)
    work.start()
    work.wait_for_progress(10)
    assert work.progress == (1, 2)
    assert work.result is None
    going_on.set()
    assert work.get() == "done"


def test_a_failed_task_can_be_started_again() -> None:
    answers = iter([DatasetUnavailable("No network."), "done"])

    def work_or_fail(_: Progress) -> str:
        answer = next(answers)
        if isinstance(answer, LabError):
            raise answer
        return str(answer)

    work = BackgroundTask(work_or_fail)
    with pytest.raises(DatasetUnavailable, match="No network"):
        work.get()
    assert work.get() == "done"
    assert work.error is None


def test_calls_run_one_after_another_in_one_thread() -> None:
    executor = SingleThreadExecutor("test")
    order: list[int] = []

    def thread_of(number: int) -> int:
        order.append(number)
        return threading.get_ident()

    futures = [executor.submit(thread_of, number) for number in range(5)]
    threads = {future.result(10) for future in futures}
    assert order == [0, 1, 2, 3, 4]
    assert len(threads) == 1


def test_an_exception_reaches_the_caller_and_the_executor_goes_on() -> None:
    executor = SingleThreadExecutor("test")
    with pytest.raises(ZeroDivisionError):
        executor.submit(lambda: 1 / 0).result(10)
    assert executor.submit(lambda: "done").result(10) == "done"


def test_a_waiting_call_can_be_cancelled() -> None:
    executor, gate = SingleThreadExecutor("test"), threading.Event()
    first = executor.submit(gate.wait, 10)
    second = executor.submit(lambda: "never")
    assert second.cancel()
    gate.set()
    assert first.result(10)
    assert executor.submit(lambda: "third").result(10) == "third"


def test_it_does_not_keep_the_process_alive() -> None:
    script = (
        "import time; from cnn.concurrency import SingleThreadExecutor\n"
        "SingleThreadExecutor('test').submit(time.sleep, 600); time.sleep(0.2)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)


class Counter:
    def __init__(self) -> None:
        self.calls = 0
        self.called = threading.Event()

    def count(self) -> None:
        self.calls += 1
        if self.calls > 3:
            self.called.set()

    def fail(self) -> None:
        self.count()
        raise ZeroDivisionError("a defect")


def test_a_method_is_called_again_and_again_whatever_it_raises(
    caplog: pytest.LogCaptureFixture,
) -> None:
    counter = Counter()
    keep_calling(counter.fail, 0.001, "counting")
    assert counter.called.wait(10)
    assert "counting failed" in caplog.text


def test_a_method_is_not_called_any_more_when_nobody_has_its_object() -> None:
    counter = Counter()
    keep_calling(counter.count, 0.001, "counting for a while")
    assert counter.called.wait(10)
    [thread] = [each for each in threading.enumerate() if each.name == "counting for a while"]
    del counter
    thread.join(10)
    assert not thread.is_alive()
