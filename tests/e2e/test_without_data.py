"""What a visitor finds where Fashion-MNIST is not on the computer and cannot be downloaded."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cnn.runs.recipe import DENSE
from tests.browser import (
    NOBODY,
    TITLE,
    TROUSERS,
    App,
    draw,
    go_to,
    new_visitor,
    open_lab,
    running_app,
    train,
)
from tests.file_server import QuietHandler, serving

if TYPE_CHECKING:
    from _typeshed import SupportsRead, SupportsWrite

SAYS_SO = "Generated garments, not Fashion-MNIST"


@contextmanager
def app_without_data(folder: Path, proxy: str) -> Iterator[App]:
    """The app without any data on disk, which reaches the network only through ``proxy``."""
    environment = {"FASHION_MNIST_DIR": "", "KERAS_HOME": str(folder / "keras"), "NO_PROXY": ""}
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        environment[name] = proxy
    with running_app(folder, environment) as app:
        yield app
    assert "Traceback" not in app.log.read_text(), app.log.read_text()


@pytest.fixture
def offline_app(tmp_path: Path) -> Iterator[App]:
    with app_without_data(tmp_path, NOBODY) as app:
        yield app


@pytest.fixture
def offline_page(browser: Browser, offline_app: App) -> Iterator[Page]:
    with new_visitor(browser) as context:
        yield open_lab(context, offline_app.url)


class SlowProxy(QuietHandler):
    """Stands in for every mirror with the files of a folder, about ten seconds each; no https."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.rsplit("/", 1)[-1])

    def copyfile(self, source: "SupportsRead[Any]", outputfile: "SupportsWrite[Any]") -> None:
        while block := source.read(2**17):
            outputfile.write(block)
            time.sleep(0.04)


@pytest.fixture
def slow_proxy(fashion_mnist_folder: Path) -> Iterator[str]:
    with serving(fashion_mnist_folder, SlowProxy) as address:
        yield address


def test_they_draw_train_and_browse_on_generated_garments(
    offline_page: Page, offline_app: App
) -> None:
    page = offline_page
    draw(page, TROUSERS)
    expect(page.get_by_role("heading", name="Trouser", exact=True)).to_be_visible()

    record = train(page, offline_app, DENSE, epochs=1)
    assert record.source == "generated"
    assert record.test.accuracy > 0.7
    page.get_by_role("button", name="Use this model").wait_for()
    expect(page.get_by_text(SAYS_SO)).to_have_count(2)  # one for the lab, one for the run

    go_to(page, "Samples", "What does it get right?")
    page.get_by_text("12,000 of 12,000 generated validation garments").wait_for()
    expect(page.get_by_text(SAYS_SO)).to_be_visible()
    expect(page.get_by_text("could not be downloaded")).to_be_visible()


def test_fashion_mnist_takes_over_once_it_is_available(
    offline_page: Page, fashion_mnist_folder: Path, tmp_path: Path
) -> None:
    page = offline_page
    go_to(page, "Samples", "What does it get right?")
    page.get_by_text("12,000 of 12,000 generated validation garments").wait_for()
    cache = tmp_path / "keras" / "datasets" / "fashion-mnist"
    shutil.copytree(fashion_mnist_folder, cache, copy_function=shutil.copyfile)
    page.get_by_role("button", name="Get Fashion-MNIST").click()
    page.get_by_text(re.compile("^12,000 of 12,000 validation garments")).wait_for()
    expect(page.get_by_text(SAYS_SO)).to_have_count(0)


def test_a_download_shows_its_progress_and_delays_no_other_page(
    browser: Browser, slow_proxy: str, tmp_path: Path
) -> None:
    with app_without_data(tmp_path, slow_proxy) as app, new_visitor(browser) as context:
        page = open_lab(context, app.url)
        go_to(page, "Samples", "What does it get right?")
        bar = page.get_by_text(re.compile(r"Downloading Fashion-MNIST: [\d.]+ of 30.9 MB"))
        bar.wait_for()
        shown = bar.inner_text()
        expect(bar).not_to_have_text(shown)

        go_to(page, "Try it", TITLE)
        draw(page, TROUSERS)
        expect(page.get_by_role("heading", name="Trouser", exact=True)).to_be_visible()

        go_to(page, "Samples", "What does it get right?")
        page.get_by_text(re.compile("^12,000 of 12,000 validation garments")).wait_for()
