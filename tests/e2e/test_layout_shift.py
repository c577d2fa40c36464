"""What is on a page stays where it is while the rest of the page is loaded, or a network trains.

Layout shift is measured as browsers define it (https://web.dev/articles/cls), as the sum over all
that moves by itself; 0.1 is what they call good.
"""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from cnn.runs.recipe import DENSE
from tests.browser import new_visitor, settle
from tests.e2e.test_training import button, set_slider

LOADS = 3
"""Of which most are good: on a busy machine, parts of the browser may arrive in another order."""

GOOD = 0.1

WINDOWS: list[ViewportSize] = [{"width": 1400, "height": 900}, {"width": 400, "height": 860}]

OBSERVE = """
window.shifts = [];
new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
        if (!entry.hadRecentInput) window.shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(params=WINDOWS, ids=lambda window: str(window["width"]))
def window(request: pytest.FixtureRequest) -> ViewportSize:
    size: ViewportSize = request.param
    return size


@contextmanager
def observed(browser: Browser, window: ViewportSize) -> Iterator[Page]:
    """The page of a visitor who has not been here before."""
    with new_visitor(browser, window) as visitor:
        visitor.add_init_script(OBSERVE)
        yield visitor.new_page()


def load(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_load_state("networkidle")
    settle(page)


def shift(page: Page) -> float:
    page.wait_for_timeout(500)  # what has arrived is drawn
    total: float = page.evaluate("shifts.reduce((sum, shift) => sum + shift, 0)")
    return total


@pytest.mark.parametrize(
    "path",
    [
        "",
        "train",
        "article",
        "samples",
        "samples?garment=20",
        "samples?view=Beat it&quiz=7",
        "inside",
        "inside?view=What it sees",
        "inside?view=Where it looks",
        "inside?view=Surgery",
        "model",
        "model?view=Map",
        "model?view=How sure",
    ],
)
def test_a_page_stays_in_place_while_it_is_loaded(
    browser: Browser, app_url: str, window: ViewportSize, path: str
) -> None:
    def shift_of_a_load() -> float:
        with observed(browser, window) as page:
            load(page, f"{app_url}/{path}")
            return shift(page)

    shifts = [shift_of_a_load()]
    if shifts[0] > GOOD:
        shifts += [shift_of_a_load() for _ in range(LOADS - 1)]
    assert statistics.median(shifts) <= GOOD, shifts


def test_a_page_stays_in_place_while_a_network_trains(
    browser: Browser, app_url: str, window: ViewportSize
) -> None:
    with observed(browser, window) as page:
        train(page, f"{app_url}/train")
        assert shift(page) <= 0.05


def train(page: Page, address: str) -> None:
    """From the click on the button to the end of the run; counts what moves from then on."""
    load(page, address)
    page.get_by_role("radio", name=DENSE.title, exact=True).click()
    page.get_by_text(DENSE.summary).wait_for()
    set_slider(page, "Maximum epochs", 7)
    page.get_by_text("More settings").click()
    set_slider(page, "Training garments", 3)
    page.evaluate("shifts.length = 0")
    button(page, "Start training").click()
    button(page, "Use this model").wait_for()
    settle(page)
