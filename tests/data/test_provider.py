"""Fashion-MNIST where it is to be had, and generated garments where it is not."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from cnn.data import provider as supply_module
from cnn.data.dataset import Dataset, DataSource
from cnn.data.provider import DataProvider
from cnn.errors import DatasetUnavailable, LabError


@pytest.fixture
def made_up(small_data: Dataset) -> Callable[[], Dataset]:
    return lambda: replace(small_data, source=DataSource.GENERATED)


def unavailable(_: object) -> Dataset:
    raise DatasetUnavailable("No network.")


def test_what_can_be_fetched_is_used(small_data: Dataset, made_up: Callable[[], Dataset]) -> None:
    supply = DataProvider(lambda report: small_data, made_up)
    assert supply.dataset is None
    assert supply.get() is small_data


def test_where_nothing_can_be_fetched_garments_are_generated(
    made_up: Callable[[], Dataset],
) -> None:
    supply = DataProvider(unavailable, made_up)
    data = supply.get()
    assert data is not None
    assert data.source == DataSource.GENERATED
    assert supply.why_generated == "No network."


def test_another_try_holds_nobody_up_and_brings_the_real_garments(
    small_data: Dataset, made_up: Callable[[], Dataset]
) -> None:
    network = threading.Event()
    answers = iter([unavailable, lambda _: network.wait() and small_data])
    supply = DataProvider(lambda report: next(answers)(report), made_up)
    stand_in = supply.get()
    supply.retry()
    assert supply.loading.running
    assert supply.get() is stand_in
    network.set()
    supply.loading.wait()
    assert supply.get() is small_data


def test_asking_again_is_not_another_try(made_up: Callable[[], Dataset]) -> None:
    tries = []

    def count(_: object) -> Dataset:
        tries.append(1)
        raise DatasetUnavailable("No network.")

    supply = DataProvider(count, made_up)
    assert supply.get() is supply.get()
    assert len(tries) == 1


def test_a_first_try_that_takes_long_is_waited_for_no_longer_than_asked(
    small_data: Dataset, made_up: Callable[[], Dataset]
) -> None:
    network = threading.Event()
    supply = DataProvider(lambda _: network.wait() and small_data, made_up)
    assert supply.get(wait=0.01) is None
    network.set()
    assert supply.get() is small_data


def test_a_network_that_does_not_answer_is_not_waited_for(
    small_data: Dataset, made_up: Callable[[], Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supply_module, "PATIENCE", 0.05)
    network = threading.Event()
    supply = DataProvider(lambda _: network.wait() and small_data, made_up)
    assert supply.get(wait=0) is None
    stand_in = supply.get(wait=0.1)
    assert stand_in is not None
    assert stand_in.source == DataSource.GENERATED
    assert "not answered" in supply.why_generated
    network.set()
    supply.loading.wait()
    assert supply.get() is small_data


def test_a_defect_that_comes_late_is_told_and_not_tried_again_by_itself(
    made_up: Callable[[], Dataset], caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    def slowly_broken(_: object) -> Dataset:
        tries.append(1)
        time.sleep(0.1)
        raise RuntimeError("a defect")

    supply = DataProvider(slowly_broken, made_up)
    assert supply.get(wait=0.01) is None
    supply.loading.wait()
    for _ in range(3):
        with pytest.raises(LabError, match="server's log"):
            supply.get(wait=0.01)
    assert len(tries) == 1


def test_a_defect_is_told_rather_than_papered_over(
    made_up: Callable[[], Dataset], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> Dataset:
        raise RuntimeError("a defect")

    with pytest.raises(LabError, match="server's log"):
        DataProvider(broken, made_up).get()
    assert "a defect" in caplog.text
