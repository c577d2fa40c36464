"""The app as a process of its own, and a real browser in front of it."""

import functools
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

from cnn.runs.recipe import Recipe
from cnn.runs.record import RECORD_FILE, RunRecord

ROOT = Path(__file__).resolve().parent.parent
INSTALLED_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TROUSERS = [(100, 30), (220, 30), (240, 290), (180, 290), (160, 110), (140, 290), (80, 290)]
"""Corners of an outline on the canvas, in pixels."""

CANVAS = "[data-testid=stBidiComponentIsolated] canvas"

NOBODY = "http://127.0.0.1:9/"
"""Where nothing listens: the discard port."""

LONGEST_START = 60
LONGEST_TRAINING = 600
"""Seconds."""


@dataclass(frozen=True)
class App:
    url: str
    server: subprocess.Popen[bytes]
    log: Path


@contextmanager
def running_app(
    folder: Path,
    entry: str = "streamlit_app.py",
    options: Sequence[str] = (),
    joins: Path | None = None,
    **environment: str,
) -> Iterator[App]:
    """The app on a free port, its home and its log in ``folder``; stopped on leaving.

    ``joins``: the list of processes of a control group, whose limits are then its own.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "streamlit", "run", entry),
        *("--server.headless", "true", "--server.fileWatcherType", "none"),
        *("--server.address", "127.0.0.1", "--server.port", str(port)),
        *options,
    ]
    log = folder / "log.txt"
    with log.open("w") as out:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"CNN_HOME": str(folder / "home")} | environment,
            stdout=out,
            stderr=out,
            preexec_fn=functools.partial(joins.write_text, "0") if joins else None,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url, server)
        yield App(url, server, log)
    finally:
        server.terminate()
        server.wait(20)


def wait_until_healthy(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        assert server.poll() is None, "the app did not start"
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the app did not become healthy")


def launch(playwright: Playwright) -> Browser:
    """The system's own browser, else the one that Playwright has downloaded.

    Raises:
        playwright.sync_api.Error: there is neither.
    """
    path = next(filter(None, map(shutil.which, INSTALLED_BROWSERS)), None)
    return playwright.chromium.launch(
        executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
    )


def draw(page: Page, corners: list[tuple[int, int]]) -> None:
    """Draws a closed outline on the canvas with the mouse."""
    canvas = page.locator(CANVAS)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    first, *others = [(box["x"] + x, box["y"] + y) for x, y in corners]
    page.mouse.move(*first)
    page.mouse.down()
    for corner in [*others, first]:
        page.mouse.move(*corner, steps=8)
    page.mouse.up()


def go_to(page: Page, name: str, title: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", name=title).wait_for()


def train(page: Page, app: App, recipe: Recipe, epochs: int) -> RunRecord:
    """Trains on the page Train until the run is on disk."""
    page.goto(f"{app.url}/train")
    page.get_by_role("radio", name=recipe.title).click()
    page.get_by_text(recipe.summary).wait_for()
    slider = page.get_by_role("slider", name="Epochs at most")
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(epochs - 1):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_value(str(epochs))
    page.wait_for_timeout(1000)  # the slider tells the server when it has come to rest
    page.get_by_role("button", name="Start training").click()
    page.wait_for_url("**run=*")
    run = page.url.partition("run=")[2]
    record = app.log.parent / "home" / "runs" / run / RECORD_FILE
    deadline = time.monotonic() + LONGEST_TRAINING
    while not record.exists() and time.monotonic() < deadline:
        page.wait_for_timeout(200)  # and the page goes on showing the run
    return RunRecord.from_json(record.read_text())
