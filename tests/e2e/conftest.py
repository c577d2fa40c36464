"""One app and one browser for all stories; each story is a new visitor's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from tests.browser import launch, new_visitor, open_lab, running_app
from tests.conftest import skip

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser test that fails is tried once more, and counted as rerun.

    On a machine with more work than processors, a click may come while the page is drawn again.
    """
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    try:
        playwright = sync_playwright().start()
    except Exception as error:  # its driver is a program that may need a library of the system's
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
    with running_app(folder, {"FASHION_MNIST_DIR": str(fashion_mnist_folder)}) as app:
        yield app.url
    assert "Traceback" not in app.log.read_text(), app.log.read_text()


@pytest.fixture
def page(browser: Browser, app_url: str) -> Iterator[Page]:
    """The first page, opened by a visitor who has not been here before."""
    with new_visitor(browser) as context:
        yield open_lab(context, app_url)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """An empty page of such a visitor."""
    with new_visitor(browser) as context:
        yield context.new_page()
