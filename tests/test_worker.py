import subprocess
import sys
import threading

import pytest

from cnn.worker import Worker


def test_jobs_are_done_one_after_another_in_one_thread() -> None:
    worker = Worker("test")
    order: list[int] = []
    futures = [
        worker.submit(lambda n: (order.append(n), threading.get_ident())[1], n) for n in range(5)
    ]
    threads = {future.result(10) for future in futures}
    assert order == [0, 1, 2, 3, 4]
    assert len(threads) == 1


def test_a_fault_reaches_who_asked_and_the_worker_goes_on() -> None:
    worker = Worker("test")
    with pytest.raises(ZeroDivisionError):
        worker.submit(lambda: 1 / 0).result(10)
    assert worker.submit(lambda: "done").result(10) == "done"


def test_what_waits_can_be_cancelled() -> None:
    worker, gate = Worker("test"), threading.Event()
    first = worker.submit(gate.wait, 10)
    second = worker.submit(lambda: "never")
    assert second.cancel()
    gate.set()
    assert first.result(10)
    assert worker.submit(lambda: "third").result(10) == "third"


def test_it_does_not_keep_the_process_from_ending() -> None:
    script = (
        "import time; from cnn.worker import Worker\n"
        "Worker('test').submit(time.sleep, 600); time.sleep(0.2)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)
