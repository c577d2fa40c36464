"""Thirty visitors during a training run: python -m tests.benchmarks.classroom

They watch the run, then the class that it belongs to, then they draw. One real browser does so, and
its messages to the server are recorded. Thirty WebSocket connections then repeat them, each as a
visitor of its own. With the real Fashion-MNIST in FASHION_MNIST_DIR.
"""

import os
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from cnn.runs.classroom import Classrooms
from cnn.runs.recipe import ARTICLE
from tests.benchmarks.table import row, title
from tests.benchmarks.visitors import (
    EVERY,
    VISITORS,
    Message,
    Visitor,
    Watcher,
    page_of,
    recorded,
    visitor_id,
)
from tests.browser import (
    CANVAS,
    TROUSERS,
    App,
    draw,
    finish_training,
    launch,
    running_app,
    settle,
    start_training,
)

WATCHED = 12.0
"""Seconds of a watching browser that are recorded."""

EPOCHS = 4
DRAWINGS = 6
TEACHER = "f" * 32


def main() -> None:
    data = str(Path(os.environ["FASHION_MNIST_DIR"]).resolve())
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
    ):
        code = open_class(Path(folder) / "home" / "classes")
        with running_app(Path(folder), {"FASHION_MNIST_DIR": data}) as app:
            measure(launch(playwright), app, code)


def open_class(folder: Path) -> str:
    """Of a teacher and all visitors. Returns its code."""
    classes = Classrooms(folder)
    code = classes.open(TEACHER).code
    for number in range(VISITORS):
        classes.join(code, visitor_id(number), f"Student {number}")
    return code


def measure(browser: Browser, app: App, code: str) -> None:
    page = page_of(browser, app, TEACHER)
    epoch_seconds(page, app)  # the first one waits for the data
    record = start_training(page, app, ARTICLE, EPOCHS)
    page.goto("about:blank")
    alone = seconds_of(page, record)
    watched = epoch_seconds(page, app)
    title("Pages that watch a training run: an epoch with / without them")
    row("one page, whose browser shares the processors", ratio(watched, alone))
    with training(page, app) as run:
        watching = recorded(browser, app, f"/train?run={run}", watch)
    crowd(page, app, watching, "", alone, "one page, its browser elsewhere", "1.05", run, number=1)
    crowd(page, app, watching, "", alone, "thirty that show its curves", "1.25", run)
    with training(page, app):
        watching = recorded(browser, app, "/train?view=Class", watch)
    crowd(page, app, watching, "", alone, "thirty that show the class", "1.25")
    title("Thirty visitors drawing, during a training run")
    drawing = recorded(browser, app, "", draw_often)
    crowd(page, app, drawing, "class_bars", alone, "an epoch with / without them", "1.25")


def crowd(
    page: Page,
    app: App,
    messages: list[Message],
    answer: str,
    alone: float,
    name: str,
    goal: str,
    watched: str = "",
    number: int = VISITORS,
) -> None:
    """Measures an epoch beside visitors who repeat these messages, as from other computers; without
    an ``answer``, they watch the page that the first one opens.

    ``watched``: the run that was watched when they were recorded.
    """
    record = start_training(page, app, ARTICLE, EPOCHS)
    page.goto("about:blank")
    if watched:
        messages = [message.about(record.parent.name, watched) for message in messages]
    over = threading.Event()
    kind = Visitor if answer else Watcher
    visitors = [kind(app, messages, each, over, answer) for each in range(number)]
    for visitor in visitors:
        visitor.start()
    crowded = seconds_of(page, record)
    over.set()
    for visitor in visitors:
        visitor.join()
    seconds = [second for visitor in visitors for second in visitor.seconds]
    row(name, ratio(crowded, alone), goal)
    median = 1000 * statistics.median(seconds)
    row(f"{len(seconds)} answers, median / p95", f"{median:.0f} / {p95(seconds):.0f} ms", "1000 ms")
    row("errors", f"{sum(visitor.errors for visitor in visitors)}", "0")


def ratio(seconds: float, alone: float) -> str:
    return f"{seconds / alone:.2f} ({seconds:.1f} s / {alone:.1f} s)"


def p95(seconds: list[float]) -> float:
    """In milliseconds."""
    return 1000 * float(np.percentile(seconds, 95))


def watch(page: Page) -> None:
    page.get_by_test_id("stVegaLiteChart").nth(1).wait_for()
    page.wait_for_timeout(1000 * WATCHED)


def draw_often(page: Page) -> None:
    page.locator(CANVAS).wait_for()
    settle(page)
    draw(page, TROUSERS)
    page.get_by_role("heading", name="Trouser", exact=True).wait_for()
    for corner in range(DRAWINGS - 1):
        draw(page, [(30 + 40 * corner, 40), (60, 60 + 40 * corner), (200, 200)])
        page.wait_for_timeout(1000 * EVERY)


@contextmanager
def training(page: Page, app: App) -> Iterator[str]:
    """A run, which is stopped on leaving; gives its id."""
    record = start_training(page, app, ARTICLE, EPOCHS)
    page.get_by_test_id("stVegaLiteChart").nth(1).wait_for()
    yield record.parent.name
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="End the run", exact=True).click()
    page.get_by_role("button", name="Use this model", exact=True).wait_for()


def epoch_seconds(page: Page, app: App) -> float:
    """Of the article's recipe, while a page shows it."""
    return seconds_of(page, start_training(page, app, ARTICLE, EPOCHS))


def seconds_of(page: Page, record: Path) -> float:
    """Median seconds of an epoch, without the first one; ``record``: where the run's will be."""
    history = finish_training(page, record).history
    return statistics.median(epoch.seconds for epoch in history.epochs[1:])


if __name__ == "__main__":
    main()
