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
from streamlit.proto.BackMsg_pb2 import BackMsg
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
        """``answer``: a kind of element that each answer contains."""
        super().__init__()
        self.address = app.url.replace("http", "ws") + "/_stcore/stream"
        self.messages = messages
        self.number = number
        self.over = over
        self.answer = answer
        self.parts: dict[str, float] = {}
        """Seconds between two updates of the parts of the page that update themselves."""
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
                if "exception" in elements or self.answer not in elements:
                    self.errors += 1

    def say(self, socket: ClientConnection, message: bytes) -> set[str]:
        """The kinds of all elements that the server sent until the script run was over."""
        socket.send(message)
        elements: set[str] = set()
        parts: dict[str, float] = {}
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(socket.recv())
            kind = answer.WhichOneof("type")
            if kind == "script_finished":
                whole = answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                self.parts = parts if whole else self.parts | parts
                return elements
            if kind == "auto_rerun":
                parts[answer.auto_rerun.fragment_id] = answer.auto_rerun.interval
            element = answer.delta.new_element
            elements.add(element.bidi_component.component_name or str(element.WhichOneof("type")))


class Watcher(Visitor):
    """Opens a page, and updates those parts of it that the server wants to be updated."""

    def run(self) -> None:
        hello, *others = self.messages
        poll = next(message for message in others if fragment_of(message.content))
        time.sleep(EVERY * self.number / VISITORS)
        cookie = {"Cookie": f"{COOKIE}={visitor_id(self.number)}"}
        with connect(self.address, max_size=None, additional_headers=cookie) as socket:
            self.say(socket, hello.content)
            due = {part: time.perf_counter() + every for part, every in self.parts.items()}
            while due and not self.over.is_set():  # until the run is over
                part = min(due, key=lambda each: due[each])
                self.over.wait(max(0.0, due[part] - time.perf_counter()))
                began = time.perf_counter()
                if "exception" in self.say(socket, of_fragment(poll.content, part)):
                    self.errors += 1
                self.seconds.append(time.perf_counter() - began)
                now = time.perf_counter()
                # A rerun of the whole page gives its parts anew, perhaps at another pace.
                due = {
                    each: now + every if each == part else due.get(each, now + every)
                    for each, every in self.parts.items()
                }


def fragment_of(message: bytes) -> str:
    sent = BackMsg()
    sent.ParseFromString(message)
    return str(sent.rerun_script.fragment_id)


def of_fragment(message: bytes, fragment: str) -> bytes:
    sent = BackMsg()
    sent.ParseFromString(message)
    sent.rerun_script.fragment_id = fragment
    return bytes(sent.SerializeToString())


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
    """Measures an epoch beside thirty visitors who repeat these messages; without an ``answer``,
    they watch the page that the first one opens.

    ``watched``: the run that was watched when they were recorded.
    """
    record = start_training(page, app, ARTICLE, EPOCHS)
    if watched:
        messages = [message.about(record.parent.name, watched) for message in messages]
    over = threading.Event()
    kind = Visitor if answer else Watcher
    visitors = [kind(app, messages, number, over, answer) for number in range(VISITORS)]
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
