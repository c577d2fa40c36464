"""The server ends and starts again on the same port while a visitor's tab stays open."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import (
    CANVAS,
    NO_ANSWER,
    ROOT,
    TROUSERS,
    draw,
    free_port,
    new_visitor,
    open_lab,
    running_app,
    settle,
)

Restart = Callable[[], None]


@pytest.fixture
def restartable(browser: Browser, tmp_path: Path) -> Iterator[tuple[Page, Restart]]:
    """The first page, and what ends its server and starts it again."""
    port = free_port()
    server = ExitStack()
    with new_visitor(browser) as visitor, server:
        app = server.enter_context(running_app(tmp_path, port=port))
        page = open_lab(visitor, app.url)

        def restart() -> None:
            server.close()
            # The tab has noticed.
            page.wait_for_selector(
                "[data-test-connection-state]:not([data-test-connection-state=CONNECTED])"
            )
            server.enter_context(running_app(tmp_path, port=port))
            page.locator("[data-test-connection-state=CONNECTED]").wait_for()
            settle(page)

        yield page, restart


def is_inked(page: Page, x: int, y: int) -> bool:
    paper = page.locator("canvas.dc-canvas.lower-canvas")
    expect(paper).to_have_count(1)
    red = paper.evaluate(
        "(canvas, [x, y]) => canvas.getContext('2d').getImageData(x, y, 1, 1).data[0]", [x, y]
    )
    return int(red) < 128


def test_a_drawing_and_its_answer_survive_a_restart(
    restartable: tuple[Page, Restart],
) -> None:
    page, restart = restartable
    draw(page, TROUSERS)
    expect(page.get_by_role("heading", name="Trouser", exact=True)).to_be_visible()
    restart()
    expect(page.get_by_role("heading", name="Trouser", exact=True)).to_be_visible()
    page.locator(CANVAS).wait_for()
    page.wait_for_timeout(1000)  # a canvas that starts again has done so
    assert is_inked(page, 160, 30)
    # A next stroke adds to the drawing.
    draw(page, [(20, 20), (40, 20)])
    page.wait_for_timeout(1500)
    settle(page)
    assert is_inked(page, 160, 30)
    assert is_inked(page, 30, 20)


def test_without_a_kept_drawing_the_sheet_and_the_answer_are_both_empty(
    restartable: tuple[Page, Restart], tmp_path: Path
) -> None:
    page, restart = restartable
    draw(page, TROUSERS)
    expect(page.get_by_role("heading", name="Trouser", exact=True)).to_be_visible()
    shutil.rmtree(tmp_path / "home" / "drawings")
    restart()
    expect(page.get_by_role("heading", name=NO_ANSWER)).to_be_visible()
    page.wait_for_timeout(1000)
    assert not is_inked(page, 160, 30)


def test_an_uploaded_file_that_the_server_no_longer_has_is_not_listed(
    restartable: tuple[Page, Restart],
) -> None:
    page, restart = restartable
    page.get_by_role("radio", name="Upload").click()
    page.locator("input[type=file]").set_input_files(ROOT / "assets" / "examples" / "dress.png")
    expect(page.get_by_role("heading", name="Dress", exact=True)).to_be_visible()
    expect(page.get_by_text("dress.png")).to_have_count(1)
    restart()
    expect(page.get_by_role("heading", name=NO_ANSWER)).to_be_visible()
    expect(page.get_by_text("dress.png")).to_have_count(0)
