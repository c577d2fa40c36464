"""How much memory the lab takes: python -m tests.benchmarks.memory

The server's resident memory, with the real Fashion-MNIST in FASHION_MNIST_DIR: after one visitor's
drawing, with thirty idle visitors, after ten trainings, and at its peak once every page was seen.
"""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from cnn.runs.recipe import FAST
from tests.benchmarks.table import row, title
from tests.browser import (
    TROUSERS,
    App,
    draw,
    go_to,
    launch,
    new_visitor,
    open_lab,
    running_app,
    settle,
    train,
)

VISITORS = 30
RUNS = 10


def main() -> None:
    data = str(Path(os.environ["FASHION_MNIST_DIR"]).resolve())
    title("Memory")
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder), {"FASHION_MNIST_DIR": data}) as app,
    ):
        browser = launch(playwright)
        page = open_lab(new_visitor(browser), app.url)
        draw(page, TROUSERS)
        page.get_by_role("heading", name="Trouser", exact=True).wait_for()
        row("after the first answer", f"{resident(app.server, 'VmRSS'):.0f} MiB")
        idle_visitors(browser, app)
        train(page, app, FAST, epochs=1)
        after_first = resident(app.server, "VmRSS")
        row("after the first training", f"{after_first:.0f} MiB")
        for _ in range(RUNS - 1):
            train(page, app, FAST, epochs=1)
        left = resident(app.server, "VmRSS") / after_first - 1
        row("ten trainings leave behind", f"{100 * left:+.1f} %", "10 %")
        go_to(page, "Samples", "What does it get right?")
        settle(page)
        go_to(page, "Inside", "What is inside?")
        settle(page)
        go_to(page, "Model", "How good is it?")
        settle(page)
        row(
            "peak, all pages seen, trained in",
            f"{resident(app.server, 'VmHWM'):.0f} MiB",
            "1,100 MiB",
        )


def idle_visitors(browser: Browser, app: App) -> None:
    before = resident(app.server, "VmRSS")
    contexts = []
    for _ in range(VISITORS):
        contexts.append(new_visitor(browser))
        open_lab(contexts[-1], app.url)
    each = (resident(app.server, "VmRSS") - before) / VISITORS
    row("an idle visitor, mean of thirty", f"{each:.2f} MiB", "3 MiB")
    for context in contexts:
        context.close()


def resident(process: subprocess.Popen[bytes], field: str) -> float:
    """MiB of resident memory: now for the field ``VmRSS``, at its peak for ``VmHWM``."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    [kib] = re.findall(rf"{field}:\s+(\d+) kB", status)
    return int(kib) / 1024


if __name__ == "__main__":
    main()
