"""How many answers a server gives a second: python -m tests.benchmarks.throughput

Some visitors draw as fast as the server lets them: each sends its next drawing when it has the
answer to the one before. Then thirty draw every two seconds. What they send is recorded from a real
browser, as in ``tests.benchmarks.classroom``.
"""

import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.benchmarks.classroom import draw_often, p95
from tests.benchmarks.table import row, title
from tests.benchmarks.visitors import VISITORS, Message, Visitor, recorded
from tests.browser import App, launch, running_app

HASTY = (1, 4, 16)

SECONDS = 20.0


def main() -> None:
    title("Answers of a server that does not train")
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder)) as app,
    ):
        drawing = recorded(launch(playwright), app, "", draw_often)
        at_once = [replace(message, pause=0.0) for message in drawing]
        for number in HASTY:
            measure(app, at_once, number, "as fast as they can")
        measure(app, drawing, VISITORS, "every two seconds")


def measure(app: App, messages: list[Message], number: int, how: str) -> None:
    over = threading.Event()
    visitors = [Visitor(app, messages, each, over, "class_bars") for each in range(number)]
    began = time.perf_counter()
    for visitor in visitors:
        visitor.start()
    time.sleep(SECONDS)
    over.set()
    for visitor in visitors:
        visitor.join()
    took = time.perf_counter() - began
    seconds = [second for visitor in visitors for second in visitor.seconds]
    row(
        f"{number} who draw {how}: answers a second, 95th percentile",
        f"{len(seconds) / took:.1f}, {p95(seconds):.0f} ms",
    )
    row("errors", f"{sum(visitor.errors for visitor in visitors)}", "0")


if __name__ == "__main__":
    main()
