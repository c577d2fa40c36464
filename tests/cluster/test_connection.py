import pytest

from tests.conftest import needs_dask

needs_dask()

import psutil

from cnn.cluster import connection as module
from cnn.cluster.connection import connection
from tests.cluster.processes import free_port
from tests.runs.queues import wait_for


def test_a_scheduler_that_is_not_there_is_waited_for_but_not_forever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.3)
    with pytest.raises(OSError):
        connection(f"tcp://127.0.0.1:{free_port()}")()


def test_a_worker_of_this_machine_joins_by_itself() -> None:
    client = connection("local")()
    workers = [each for each in psutil.Process().children() if "worker" in each.cmdline()]
    try:
        wait_for(lambda: len(client.scheduler_info()["workers"]) == 1, seconds=60)
        assert client.submit(sum, [1, 2]).result(timeout=30) == 3
    finally:
        client.close()
        client.cluster.close()
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert workers and not alive, "a worker ends with its scheduler"
