"""Fashion-MNIST when it is available, and generated garments when it is not."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from cnn.concurrency import Progress
from cnn.data.dataset import Dataset, DataSource
from cnn.data.provider import DataProvider
from cnn.errors import DatasetUnavailable, LabError

Load = Callable[[Progress], Dataset]
Generate = Callable[[], Dataset]


@pytest.fixture
def generate(small_data: Dataset) -> Generate:
    return lambda: replace(small_data, source=DataSource.GENERATED)


def no_network(report: Progress) -> Dataset:
    raise DatasetUnavailable("No network.")


def download_after(event: threading.Event, data: Dataset, first_byte: bool = False) -> Load:
    """Starts a download at once, but ends it only after ``event``."""

    def load(report: Progress) -> Dataset:
        report(1 if first_byte else 0, 100)
        event.wait()
        return data

    return load


def test_fashion_mnist_is_used_when_it_is_available(
    small_data: Dataset, generate: Generate
) -> None:
    provider = DataProvider(lambda report: small_data, generate)
    assert provider.dataset is None
    assert provider.get() is small_data
    assert provider.dataset is small_data
    assert provider.failed_attempts == 0


def test_garments_are_generated_when_loading_fails(generate: Generate) -> None:
    provider = DataProvider(no_network, generate)
    data = provider.get()
    assert data is not None
    assert data.source is DataSource.GENERATED
    assert provider.fallback_reason == "No network."
    assert provider.failed_attempts == 1


def test_generated_garments_are_used_during_another_attempt(
    small_data: Dataset, generate: Generate
) -> None:
    network = threading.Event()
    attempts = iter([no_network, download_after(network, small_data)])
    provider = DataProvider(lambda report: next(attempts)(report), generate)
    generated = provider.get()
    provider.loading.wait()  # the fallback is there a moment before the attempt is over
    provider.retry()
    assert provider.loading.running
    assert provider.get() is generated
    network.set()
    provider.loading.wait()
    assert provider.get() is small_data


def test_failed_attempts_are_counted_and_keep_the_generated_garments(generate: Generate) -> None:
    provider = DataProvider(no_network, generate)
    generated = provider.get()
    provider.loading.wait()  # the fallback is there a moment before the attempt is over
    provider.retry()
    provider.loading.wait()
    assert provider.failed_attempts == 2
    assert provider.get() is generated


def test_getting_the_dataset_again_is_not_another_attempt(generate: Generate) -> None:
    provider = DataProvider(no_network, generate)
    assert provider.get() is provider.get()
    assert provider.failed_attempts == 1


def test_the_first_attempt_is_waited_for_no_longer_than_requested(
    small_data: Dataset, generate: Generate
) -> None:
    network = threading.Event()
    provider = DataProvider(download_after(network, small_data), generate)
    assert provider.get(wait=0.01) is None
    network.set()
    assert provider.get() is small_data


def test_garments_are_generated_while_the_network_does_not_respond(
    small_data: Dataset, generate: Generate
) -> None:
    network = threading.Event()
    provider = DataProvider(download_after(network, small_data), generate, patience=0.1)
    assert provider.get(wait=0) is None
    generated = provider.get(wait=0.2)
    assert generated is not None
    assert generated.source is DataSource.GENERATED
    assert "not responded" in provider.fallback_reason
    network.set()
    provider.loading.wait()
    assert provider.get() is small_data


def test_the_reason_of_a_failed_attempt_is_not_replaced_by_a_silent_network(
    generate: Generate,
) -> None:
    """An attempt fails after the patience has run out, and generating garments takes a while."""
    generating, go_on = threading.Event(), threading.Event()

    def fail(report: Progress) -> Dataset:
        report(0, 100)
        raise DatasetUnavailable("No network.")

    def generate_slowly() -> Dataset:
        generating.set()
        go_on.wait()
        return generate()

    provider = DataProvider(fail, generate_slowly, patience=0)
    provider.start()
    generating.wait()
    threading.Timer(0.2, go_on.set).start()
    provider.get(wait=0)  # finds the network silent, and waits for the garments
    provider.loading.wait()
    assert provider.fallback_reason == "No network."


@pytest.mark.usefixtures("caplog")
def test_patience_starts_again_with_each_attempt(small_data: Dataset, generate: Generate) -> None:
    def bug(report: Progress) -> Dataset:
        raise RuntimeError("a bug")

    network = threading.Event()
    attempts = iter([bug, download_after(network, small_data)])
    provider = DataProvider(lambda report: next(attempts)(report), generate, patience=1)
    provider.start()
    provider.loading.wait()
    time.sleep(1)
    provider.retry()
    provider.loading.wait_for_progress(5)
    assert provider.get(wait=0) is None
    network.set()
    assert provider.get() is small_data


def test_a_download_that_makes_progress_is_waited_for(
    small_data: Dataset, generate: Generate
) -> None:
    network = threading.Event()
    load = download_after(network, small_data, first_byte=True)
    provider = DataProvider(load, generate, patience=0)
    assert provider.get(wait=0.1) is None
    network.set()
    assert provider.get() is small_data


def test_reading_a_slow_disk_is_not_mistaken_for_a_silent_network(
    small_data: Dataset, generate: Generate
) -> None:
    disk = threading.Event()

    def read(report: Progress) -> Dataset:
        disk.wait()
        return small_data

    provider = DataProvider(read, generate, patience=0)
    assert provider.get(wait=0.1) is None
    disk.set()
    assert provider.get() is small_data


@pytest.mark.usefixtures("caplog")
def test_a_bug_is_reported_and_not_retried_automatically(generate: Generate) -> None:
    attempts = []

    def slow_bug(report: Progress) -> Dataset:
        attempts.append(1)
        time.sleep(0.1)
        raise RuntimeError("a bug")

    provider = DataProvider(slow_bug, generate)
    assert provider.get(wait=0.01) is None
    provider.loading.wait()
    for _ in range(3):
        with pytest.raises(LabError, match="server's log"):
            provider.get(wait=0.01)
    assert len(attempts) == 1


def test_a_bug_is_logged_rather_than_hidden_by_generated_garments(
    generate: Generate, caplog: pytest.LogCaptureFixture
) -> None:
    def bug(report: Progress) -> Dataset:
        raise RuntimeError("a bug")

    with pytest.raises(LabError, match="server's log"):
        DataProvider(bug, generate).get()
    assert "a bug" in caplog.text
