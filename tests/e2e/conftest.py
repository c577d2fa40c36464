"""The app as a process of its own, and a real browser in front of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.conftest import skip

ROOT = Path(__file__).resolve().parent.parent.parent
INSTALLED_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60_000
"""Milliseconds: a busy machine with two cores trains and draws pages at the same time."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, INSTALLED_BROWSERS)), None)
    with sync_playwright() as playwright:
        try:
            # Without a browser of the system's, the one that Playwright has downloaded.
            browser = playwright.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
            )
        except Error as error:
            skip(f"needs Chromium: install it, or `playwright install chromium` ({error})")
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app_url(fashion_mnist_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("app") / "log.txt"
    environment = os.environ | {
        "FASHION_MNIST_DIR": str(fashion_mnist_folder),
        "CNN_HOME": str(tmp_path_factory.mktemp("home")),
    }
    command = [
        *(sys.executable, "-m", "streamlit", "run", "streamlit_app.py"),
        *("--server.headless", "true", "--server.fileWatcherType", "none"),
        *("--server.address", "127.0.0.1", "--server.port", str(port)),
    ]
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(20)
    assert "Traceback" not in log.read_text(), log.read_text()


def wait_until_healthy(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "the app did not start"
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the app did not become healthy")


@pytest.fixture
def page(browser: Browser, app_url: str) -> Iterator[Page]:
    """The first page, opened by a visitor who has not been here before."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(app_url)
    page.get_by_role("heading", name="What is this garment?").wait_for()
    yield page
    context.close()
