"""Thirty visitors who draw during a training run: python -m tests.benchmarks.classroom

One real browser draws, and its messages to the server are recorded. Thirty WebSocket connections
then repeat them, one drawing every two seconds each, and wait for the bars. With the real
Fashion-MNIST in FASHION_MNIST_DIR.
"""

import os
import statistics
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, WebSocket, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from cnn.runs.recipe import ARTICLE
from tests.benchmarks.table import row, title
from tests.browser import (
    CANVAS,
    TROUSERS,
    App,
    draw,
    launch,
    new_visitor,
    running_app,
    settle,
    train,
)

VISITORS = 30
EVERY = 2.0
"""Seconds between a visitor's drawings."""

EPOCHS = 4
DRAWINGS = 6


class Visitor(threading.Thread):
    """Draws every two seconds until ``over`` is set; ``seconds`` holds the time of each answer."""

    def __init__(self, app: App, messages: list[bytes], number: int, over: threading.Event) -> None:
        super().__init__()
        self.address = app.url.replace("http", "ws") + "/_stcore/stream"
        self.messages = messages
        self.number = number
        self.over = over
        self.seconds: list[float] = []
        self.errors = 0

    def run(self) -> None:
        hello, *drawings = self.messages
        time.sleep(EVERY * self.number / VISITORS)
        with connect(self.address, max_size=None) as socket:
            self.say(socket, hello)
            while not self.over.is_set():
                began = time.perf_counter()
                drawing = drawings[(self.number + len(self.seconds)) % len(drawings)]
                elements = self.say(socket, drawing)
                self.seconds.append(time.perf_counter() - began)
                if "class_bars" not in elements or "exception" in elements:
                    self.errors += 1
                self.over.wait(max(0.0, began + EVERY - time.perf_counter()))

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
        running_app(Path(folder), {"FASHION_MNIST_DIR": data}) as app,
    ):
        browser = launch(playwright)
        messages = record_drawings(browser, app)
        page = new_visitor(browser).new_page()
        epoch_seconds(page, app)  # the first one waits for the data
        alone = epoch_seconds(page, app)
        over = threading.Event()
        visitors = [Visitor(app, messages, number, over) for number in range(VISITORS)]
        for visitor in visitors:
            visitor.start()
        time.sleep(2 * EVERY)
        crowded = epoch_seconds(page, app)
        over.set()
        for visitor in visitors:
            visitor.join()
    seconds = [second for visitor in visitors for second in visitor.seconds]
    title("Thirty visitors drawing, during a training run")
    row("answers", f"{len(seconds)}")
    row("an answer, median", f"{1000 * statistics.median(seconds):.0f} ms")
    row("an answer, p95", f"{1000 * np.percentile(seconds, 95):.0f} ms", "1000 ms")
    row("errors", f"{sum(visitor.errors for visitor in visitors)}", "0")
    row(
        "an epoch with / without them",
        f"{crowded / alone:.2f} ({crowded:.1f} s / {alone:.1f} s)",
        "1.25",
    )


def record_drawings(browser: Browser, app: App) -> list[bytes]:
    """A browser's messages: the one that opens the first page, then one for each drawing."""
    visitor = new_visitor(browser)
    page = visitor.new_page()
    sent: list[bytes] = []

    def keep(frame: bytes | str) -> None:
        assert isinstance(frame, bytes)
        sent.append(frame)

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", keep)

    page.on("websocket", listen)
    page.goto(app.url)
    page.locator(CANVAS).wait_for()
    settle(page)
    draw(page, TROUSERS)
    page.get_by_role("heading", name="Trouser", exact=True).wait_for()
    for corner in range(DRAWINGS - 1):
        draw(page, [(30 + 40 * corner, 40), (60, 60 + 40 * corner), (200, 200)])
        page.wait_for_timeout(1000)
    visitor.close()
    return sent


def epoch_seconds(page: Page, app: App) -> float:
    """Median seconds of an epoch of the article's recipe, without the first one."""
    record = train(page, app, ARTICLE, EPOCHS)
    return statistics.median(epoch.seconds for epoch in record.history.epochs[1:])


if __name__ == "__main__":
    main()
