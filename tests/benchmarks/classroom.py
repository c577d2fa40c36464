"""Thirty visitors during a training run: python -m tests.benchmarks.classroom

They watch the run, then the class that it belongs to, then they draw. One real browser does so, and
its messages to the server are recorded. Thirty WebSocket connections then repeat them, each as a
visitor of its own. With the real Fashion-MNIST in FASHION_MNIST_DIR.
"""

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, WebSocket, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from cnn.runs.classroom import Classrooms
from cnn.runs.recipe import ARTICLE
from cnn.ui.state import COOKIE
from tests.benchmarks.table import row, title
from tests.browser import (
    CANVAS,
    TROUSERS,
    App,
    draw,
    finish_training,
    launch,
    new_visitor,
    running_app,
    settle,
    start_training,
)

VISITORS = 30

EVERY = 2.0
"""Seconds between a visitor's drawings."""

WATCHED = 12.0
"""Seconds of a watching browser that are recorded."""

EPOCHS = 4
DRAWINGS = 6
TEACHER = "f" * 32


@dataclass(frozen=True)
class Message:
    """What a browser has sent."""

    content: bytes
    pause: float
    """Seconds since the message before."""

    def about(self, run: str, instead_of: str) -> "Message":
        """The same message about another run. All ids have the same length."""
        return replace(self, content=self.content.replace(instead_of.encode(), run.encode()))


def visitor_id(number: int) -> str:
    return f"{number:032x}"


class Visitor(threading.Thread):
    """Repeats a browser's messages until ``over`` is set; ``seconds`` are those of each answer."""

    def __init__(
        self, app: App, messages: list[Message], number: int, over: threading.Event, answer: str
    ) -> None:
        """``answer``: a kind of element that each answer contains, if it is not empty."""
        super().__init__()
        self.address = app.url.replace("http", "ws") + "/_stcore/stream"
        self.messages = messages
        self.number = number
        self.over = over
        self.answer = answer
        self.seconds: list[float] = []
        self.errors = 0

    def run(self) -> None:
        hello, *others = self.messages
        time.sleep(EVERY * self.number / VISITORS)
        cookie = {"Cookie": f"{COOKIE}={visitor_id(self.number)}"}
        with connect(self.address, max_size=None, additional_headers=cookie) as socket:
            self.say(socket, hello.content)
            while not self.over.is_set():
                message = others[(self.number + len(self.seconds)) % len(others)]
                self.over.wait(message.pause)
                began = time.perf_counter()
                elements = self.say(socket, message.content)
                self.seconds.append(time.perf_counter() - began)
                if "exception" in elements or (self.answer and self.answer not in elements):
                    self.errors += 1

    def say(self, socket: ClientConnection, message: bytes) -> set[str]:
        """The kinds of all elements that the server sent until the script run was over."""
        socket.send(message)
        elements: set[str] = set()
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(socket.recv())
            if answer.WhichOneof("type") == "script_finished":
                return elements
            element = answer.delta.new_element
            kind = element.WhichOneof("type")
            elements.add(element.bidi_component.component_name or str(kind))


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
    row("the page of its owner", ratio(watched, alone), "1.05")
    with training(page, app) as run:
        watching = recorded(browser, app, f"/train?run={run}", watch)
    crowd(page, app, watching, "", alone, "thirty more that show its curves", run)
    with training(page, app):
        watching = recorded(browser, app, "/train?view=Class", watch)
    crowd(page, app, watching, "", alone, "thirty more that show the class")
    title("Thirty visitors drawing, during a training run")
    drawing = recorded(browser, app, "", draw_often)
    crowd(page, app, drawing, "class_bars", alone, "an epoch with / without them")


def crowd(
    page: Page,
    app: App,
    messages: list[Message],
    answer: str,
    alone: float,
    name: str,
    watched: str = "",
) -> None:
    """Measures an epoch beside thirty visitors who repeat these messages.

    ``watched``: the run that was watched when they were recorded.
    """
    record = start_training(page, app, ARTICLE, EPOCHS)
    if watched:
        messages = [message.about(record.parent.name, watched) for message in messages]
    over = threading.Event()
    visitors = [Visitor(app, messages, number, over, answer) for number in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    crowded = seconds_of(page, record)
    over.set()
    for visitor in visitors:
        visitor.join()
    seconds = [second for visitor in visitors for second in visitor.seconds]
    row(name, ratio(crowded, alone), "1.25")
    median = 1000 * statistics.median(seconds)
    row(f"{len(seconds)} answers, median / p95", f"{median:.0f} / {p95(seconds):.0f} ms", "1000 ms")
    row("errors", f"{sum(visitor.errors for visitor in visitors)}", "0")


def ratio(seconds: float, alone: float) -> str:
    return f"{seconds / alone:.2f} ({seconds:.1f} s / {alone:.1f} s)"


def p95(seconds: list[float]) -> float:
    """In milliseconds."""
    return 1000 * float(np.percentile(seconds, 95))


def page_of(browser: Browser, app: App, visitor: str) -> Page:
    context = new_visitor(browser)
    context.add_cookies([{"name": COOKIE, "value": visitor, "url": app.url}])
    return context.new_page()


def recorded(browser: Browser, app: App, path: str, act: Callable[[Page], None]) -> list[Message]:
    """The messages of a browser that opens a page and acts on it; the first one opens the page."""
    page = page_of(browser, app, visitor_id(0))
    sent: list[Message] = []
    last = time.perf_counter()

    def keep(frame: bytes | str) -> None:
        nonlocal last
        assert isinstance(frame, bytes)
        now = time.perf_counter()
        sent.append(Message(frame, now - last))
        last = now

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", keep)

    page.on("websocket", listen)
    page.goto(f"{app.url}{path}")
    act(page)
    page.context.close()
    return sent


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
