"""One app and one browser for all stories; a visitor of its own for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from tests.conftest import skip
from tests.driving import launch, running_app

PATIENCE = 60_000
"""Milliseconds: a busy machine with two cores trains and draws pages at the same time."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    try:
        playwright = sync_playwright().start()
    except Exception as error:  # its driver is a program that may want a library of the system's
        skip(f"needs Playwright, whose driver did not start; on Debian: libatomic1 ({error})")
    yield playwright
    playwright.stop()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    try:
        browser = launch(playwright)
    except Error as error:
        skip(f"needs Chromium: install it, or `playwright install chromium` ({error})")
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def app_url(fashion_mnist_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app")
    with running_app(folder, FASHION_MNIST_DIR=str(fashion_mnist_folder)) as app:
        yield app.url
    assert "Traceback" not in app.log.read_text(), app.log.read_text()


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
