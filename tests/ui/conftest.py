"""Fixtures for the interface: Streamlit's AppTest on a small dataset, without a browser."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn.concurrency import Progress
from cnn.data.dataset import Dataset, DataSource
from cnn.errors import DatasetUnavailable
from cnn.ui import resources, training
from tests.ui.held_queue import HeldExecutor, HeldQueue
from tests.ui.visiting import TIMEOUT, Downloads, Load


@pytest.fixture
def lab(small_data: Dataset, in_project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Empty caches, the small dataset as Fashion-MNIST, and no warm-up in the background."""
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.setattr(resources, "load", lambda progress: small_data)
    monkeypatch.setattr(resources, "warm_up", lambda: None)
    yield
    resources.provider().loading.wait()


@pytest.fixture
def no_network(small_data: Dataset, lab: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fashion-MNIST is not available, and few garments are generated."""

    def load(progress: object) -> Dataset:
        raise DatasetUnavailable("No network.")

    generated = replace(small_data, source=DataSource.GENERATED)
    monkeypatch.setattr(resources, "load", load)
    monkeypatch.setattr(resources, "generate", lambda: generated)


@pytest.fixture
def arrived(lab: None) -> Iterator[threading.Event]:
    """Set when the rest of ``download`` has arrived, at the latest when the test ends."""
    arrived = threading.Event()
    yield arrived
    arrived.set()


@pytest.fixture
def download(arrived: threading.Event, small_data: Dataset) -> Load:
    """Loads 3.1 of 31 MB, and the rest when it has arrived."""

    def load(progress: Progress) -> Dataset:
        progress(3_100_000, 31_000_000)
        arrived.wait()
        return small_data

    return load


@pytest.fixture
def held_queue(lab: None, monkeypatch: pytest.MonkeyPatch) -> HeldQueue:
    """The run queue with an executor that trains nothing: the test decides what happens."""
    monkeypatch.setattr(training, "SingleThreadExecutor", lambda name: HeldExecutor())
    return HeldQueue(training.run_queue())


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> Downloads:
    """The files that the download buttons of a page offer, by the buttons' labels."""
    offered: Downloads = {}
    original = st.download_button

    def download_button(label: str, data: Any, file_name: str, **options: Any) -> bool:
        content = data() if callable(data) else data
        offered[label] = (file_name, content.encode() if isinstance(content, str) else content)
        return original(label, data, file_name, **options)

    monkeypatch.setattr(st, "download_button", download_button)
    return offered


@pytest.fixture
def app(lab: None, in_project: Path) -> AppTest:
    return AppTest.from_file(in_project / "streamlit_app.py", default_timeout=TIMEOUT)


@pytest.fixture
def open_page(app: AppTest) -> Callable[[str], AppTest]:
    def open_page(name: str) -> AppTest:
        app.run()
        app.switch_page(f"cnn/ui/pages/{name}.py").run()
        assert not app.exception
        return app

    return open_page
