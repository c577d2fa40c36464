"""How quick the pages are: python -m tests.benchmarks.pages

In a real browser on this machine, the real Fashion-MNIST in FASHION_MNIST_DIR. Prints medians
and, where the goal is for it, the 95th percentile.
"""

import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.table import row, title
from tests.browser import (
    CANVAS,
    NO_ANSWER,
    RESET,
    ROOT,
    TITLE,
    TROUSERS,
    draw,
    launch,
    new_visitor,
    open_lab,
    running_app,
)

STARTS = 7
STROKES = 40
EMPTY_PAGE = f'import streamlit as st\n\nst.title("{TITLE}")\n'

WATCH = """() => {
    const bars = () => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
        .map(host => host.shadowRoot?.querySelector("div[role=img]")).find(found => found);
    window.answered = null;
    window.lifted = null;
    document.addEventListener("mouseup", () => { window.lifted = performance.now(); }, true);
    const shown = () => bars()?.innerHTML;
    let before = shown();
    const look = () => {
        if (shown() !== before) { before = shown(); window.answered = performance.now(); }
        requestAnimationFrame(look);
    };
    look();
}"""


CHOOSE_FILTERS = """(filters) => new Promise((done) => {
    const option = [...document.querySelectorAll("[role=option]")]
        .find((each) => each.textContent.trim() === `${filters} filters`);
    const began = performance.now();
    const look = () => {
        const text = document.body.textContent;
        const shown = text.includes(`Conv2D(${filters}, `)
            && text.includes(`3·3·1·${filters} + ${filters} = `);
        if (shown) done(performance.now() - began);
        else requestAnimationFrame(look);
    };
    for (const kind of ["mousedown", "mouseup", "click"])
        option.dispatchEvent(new MouseEvent(kind, { bubbles: true }));
    look();
})"""


def main() -> None:
    data = str(Path(os.environ["FASHION_MNIST_DIR"]).resolve())
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = launch(playwright)
        home = Path(folder)
        title("Pages")
        first_page(browser, home)
        with running_app(home, {"FASHION_MNIST_DIR": data}) as app:
            warm = open_lab(new_visitor(browser), app.url)
            wake_up(warm)
            idle = pen_up_to_bars(warm)
            row("pen-up to bars, idle, p95", f"{percentile(idle):.0f} ms", "400 ms")
            row("pen-up to bars, idle, median", f"{1000 * statistics.median(idle):.0f} ms")
            changes = page_changes(warm)
            for name, seconds in changes.items():
                row(
                    f"change to {name}, median",
                    f"{1000 * statistics.median(seconds):.0f} ms",
                    "500 ms",
                )
            changes_of_code = control_to_code(warm, app.url)
            row(
                "changed control to code and layer table, median",
                f"{1000 * statistics.median(changes_of_code):.0f} ms",
                "300 ms",
            )
            start_training(browser, app.url)
            busy = pen_up_to_bars(warm)
            row("pen-up to bars, training, p95", f"{percentile(busy):.0f} ms", "600 ms")
            row("pen-up to bars, training, median", f"{1000 * statistics.median(busy):.0f} ms")


def first_page(browser: Browser, home: Path) -> None:
    """The start of the server included: the lab and a page with only a title take turns."""
    empty = home / "empty.py"
    empty.write_text(EMPTY_PAGE)
    seconds: dict[str, list[float]] = {"lab": [], "empty": []}
    for _ in range(STARTS):
        for name, entry in (("lab", ROOT / "streamlit_app.py"), ("empty", empty)):
            seconds[name].append(seconds_to_first_page(browser, home, entry))
    lab, nothing = (statistics.median(seconds[name]) for name in ("lab", "empty"))
    row("first page / empty page", f"{lab / nothing:.2f} ({lab:.2f} s / {nothing:.2f} s)", "1.50")


def seconds_to_first_page(browser: Browser, home: Path, entry: Path) -> float:
    visitor = new_visitor(browser)
    page = visitor.new_page()
    began = time.perf_counter()
    with running_app(home, entry=str(entry)) as app:
        page.goto(app.url)
        page.get_by_role("heading", name=TITLE).wait_for()
        if entry.parent == ROOT:
            page.locator(CANVAS).wait_for()
        took = time.perf_counter() - began
    visitor.close()
    return took


def wake_up(page: Page) -> None:
    """Gets one answer, so that TensorFlow and the model are loaded."""
    draw(page, TROUSERS)
    page.get_by_role("heading", name="Trouser", exact=True).wait_for()
    page.wait_for_timeout(2000)
    page.evaluate(WATCH)


def pen_up_to_bars(page: Page) -> list[float]:
    """Seconds by the browser's clock from lifting the pen to the frame in which the bars change."""
    box = page.locator(CANVAS).bounding_box()
    assert box is not None
    rng = np.random.default_rng(1)
    seconds = []
    for stroke in range(STROKES):
        if stroke % 4 == 0:
            page.get_by_role("button", name=RESET).click()
            page.get_by_role("heading", name=NO_ANSWER).wait_for()
            page.wait_for_timeout(1000)
        page.evaluate("window.answered = null")
        start = rng.uniform(60, 200, 2)
        page.mouse.move(box["x"] + start[0], box["y"] + start[1])
        page.mouse.down()
        for corner in start + rng.uniform(-60, 110, (3, 2)):
            page.mouse.move(box["x"] + corner[0], box["y"] + corner[1], steps=6)
        page.mouse.up()
        page.wait_for_function("window.answered !== null")
        seconds.append(page.evaluate("(window.answered - window.lifted) / 1000"))
        page.wait_for_timeout(500)
    return seconds


def control_to_code(page: Page, url: str) -> list[float]:
    """Seconds from choosing another number of filters to its line of code and its parameters."""
    page.goto(f"{url}/article")
    filters = page.get_by_role("combobox", name="Filters of layer 1")
    filters.wait_for()
    page.wait_for_timeout(5000)
    seconds = []
    for number in (16, 8, 128, 4) * 5:
        filters.click()
        page.get_by_role("option", name=f"{number} filters", exact=True).wait_for()
        seconds.append(page.evaluate(CHOOSE_FILTERS, number) / 1000)
        page.wait_for_timeout(700)
    return seconds


def page_changes(page: Page) -> dict[str, list[float]]:
    """Seconds from a click in the navigation to the next page's last element, warm."""
    there: dict[str, Callable[[], None]] = {
        "Train": lambda: page.get_by_role("button", name="Start training").wait_for(),
        "Samples": lambda: page.get_by_text("12,000 of 12,000").wait_for(),
        "Inside": lambda: page.get_by_test_id("stGraphVizChart").wait_for(),
        "Try it": lambda: page.get_by_text("What the network sees").wait_for(),
    }
    seconds: dict[str, list[float]] = {name: [] for name in there}
    for turn in range(6):
        for name, arrived in there.items():
            began = time.perf_counter()
            page.get_by_role("link", name=name, exact=True).click()
            arrived()
            if turn:  # the first visit loads the data and runs the model
                seconds[name].append(time.perf_counter() - began)
            page.wait_for_timeout(1000)
    return seconds


def start_training(browser: Browser, url: str) -> None:
    """Another visitor starts a run, and their page keeps showing it."""
    page = new_visitor(browser).new_page()
    page.goto(f"{url}/train")
    page.get_by_role("button", name="Start training").click()
    page.get_by_text(re.compile(r"\(batch [1-9]")).wait_for()


def percentile(seconds: list[float]) -> float:
    return 1000 * float(np.percentile(seconds, 95))


if __name__ == "__main__":
    main()
