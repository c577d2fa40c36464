"""The app as a process of its own, and a real browser in front of it."""

import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, expect

from cnn.runs.recipe import Recipe
from cnn.runs.record import RECORD_FILE, RunRecord

ROOT = Path(__file__).resolve().parent.parent
INSTALLED_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TROUSERS = [(100, 30), (220, 30), (240, 290), (180, 290), (160, 110), (140, 290), (80, 290)]
"""Corners of an outline on the canvas, in pixels."""

TITLE = "What is this garment?"
NO_ANSWER = "No prediction yet"
"""Headings of the first page."""

CANVAS = "canvas.upper-canvas"

SIDE = 320
"""Of the canvas, in its own pixels."""
RESET = "Reset canvas & history"
"""The name of the button that empties the canvas."""

NOBODY = "http://127.0.0.1:9/"
"""Where nothing listens: the discard port."""

PATIENCE = 240_000
"""Milliseconds before any wait for the app fails: on a busy machine with two cores, one epoch on
the real data takes minutes."""

WINDOW: ViewportSize = {"width": 1400, "height": 1000}

LONGEST_TRAINING = 600
"""Seconds."""


@dataclass(frozen=True)
class App:
    url: str
    server: subprocess.Popen[bytes]
    log: Path


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running_app(
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    entry: str = "streamlit_app.py",
    options: Sequence[str] = (),
    joins: Path | None = None,
    address: str = "127.0.0.1",
    port: int | None = None,
) -> Iterator[App]:
    """The app, by default on a free port, with home and log in ``folder``; stopped on leaving.

    ``joins``: the list of processes of a control group, which the app joins.
    """
    port = port or free_port()
    command = [
        *(sys.executable, "-m", "streamlit", "run", entry),
        *("--server.headless", "true", "--server.fileWatcherType", "none"),
        *("--server.address", address, "--server.port", str(port)),
        *options,
    ]
    log = folder / "log.txt"
    with log.open("w") as out:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ
            | {"CNN_HOME": str(folder / "home"), "PYTHONFAULTHANDLER": "1"}
            | dict(environment or {}),
            stdout=out,
            stderr=out,
            preexec_fn=functools.partial(joins.write_text, "0") if joins else None,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url, server)
        yield App(url, server, log)
    finally:
        end(server, log)


@contextmanager
def own_app(folder: Path, data: Path) -> Iterator[App]:
    """For tests whose runs are not to wait for those of others; ``data``: Fashion-MNIST."""
    with running_app(folder, {"FASHION_MNIST_DIR": str(data)}) as app:
        yield app
    assert "Traceback" not in app.log.read_text(), app.log.read_text()


def end(server: subprocess.Popen[bytes], log: Path) -> None:
    """Stops it as a user does, or by force, and then prints what each of its threads was doing."""
    server.terminate()
    try:
        server.wait(60)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGABRT)  # Python's fault handler writes to the log
        server.wait()
        # Past what pytest captures.
        os.write(2, b"A server did not end:\n" + log.read_bytes()[-20_000:])


def wait_until_healthy(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        assert server.poll() is None, "the app did not start"
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the app did not become healthy")


def launch(playwright: Playwright, *options: str) -> Browser:
    """The system's own browser, or else the one that Playwright has downloaded.

    Raises:
        playwright.sync_api.Error: neither is installed.
    """
    expect.set_options(timeout=PATIENCE)
    path = next(filter(None, map(shutil.which, INSTALLED_BROWSERS)), None)
    return playwright.chromium.launch(
        executable_path=path, args=["--no-sandbox", "--disable-background-networking", *options]
    )


def new_visitor(
    browser: Browser,
    viewport: ViewportSize = WINDOW,
    *,
    touch: bool = False,
    motion: Literal["reduce", "no-preference"] = "reduce",
) -> BrowserContext:
    """A browser without cookies, of a visitor who has not been here before.

    By default, nothing draws itself on the first page.
    """
    context = browser.new_context(
        viewport=viewport, has_touch=touch, is_mobile=touch, reduced_motion=motion
    )
    context.set_default_timeout(PATIENCE)
    return context


def open_lab(visitor: BrowserContext, url: str) -> Page:
    """The first page, once the canvas can be drawn on."""
    page = visitor.new_page()
    page.goto(url)
    page.get_by_role("heading", name=TITLE).wait_for()
    wait_for_canvas(page)
    return page


def wait_for_canvas(page: Page) -> None:
    """Waits until the one canvas can be drawn on: one that is emptied gives way to a new one."""
    settle(page)
    expect(page.locator(CANVAS)).to_have_count(1)
    page.locator(CANVAS).wait_for()


def settle(page: Page) -> None:
    """Waits until the page's script has run to its end."""
    page.locator("[data-test-script-state=notRunning]").wait_for()


def on_canvas(page: Page, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where points of the canvas are in the window."""
    canvas = page.locator(CANVAS)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    scale = box["width"] / SIDE  # smaller on a phone
    return [(box["x"] + scale * x, box["y"] + scale * y) for x, y in points]


def drag(page: Page, points: Sequence[tuple[float, float]]) -> None:
    """Drags the mouse over the canvas from point to point."""
    first, *others = on_canvas(page, points)
    page.mouse.move(*first)
    page.mouse.down()
    for point in others:
        page.mouse.move(*point, steps=8)
    page.mouse.up()


def draw(page: Page, corners: Sequence[tuple[float, float]]) -> None:
    """Draws a closed outline on the canvas with the mouse."""
    drag(page, [*corners, corners[0]])


def go_to(page: Page, name: str, title: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", name=title).wait_for()


def start_training(page: Page, app: App, recipe: Recipe, epochs: int) -> Path:
    """Starts a run on the page Train. Returns where its record will be."""
    page.goto(f"{app.url}/train")
    page.get_by_role("radio", name=recipe.title).click()
    page.get_by_text(recipe.summary).wait_for()
    slider = page.get_by_role("slider", name="Maximum epochs")
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(epochs - 1):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_value(str(epochs))
    # The slider sends its value after a moment's rest. Timers of a page go off in order.
    page.evaluate("new Promise(done => setTimeout(done, 1000))")
    # The page may show an earlier run, which its address names.
    before = page.url
    page.get_by_role("button", name="Start training").click()
    page.wait_for_url(lambda url: "run=" in url and url != before)
    run = page.url.partition("run=")[2]
    return app.log.parent / "home" / "runs" / run / RECORD_FILE


def train(page: Page, app: App, recipe: Recipe, epochs: int) -> RunRecord:
    """Trains on the page Train until the run has been saved."""
    return finish_training(page, start_training(page, app, recipe, epochs))


def finish_training(page: Page, record: Path) -> RunRecord:
    """Waits until a run has been saved; ``record``: where its record will be."""
    deadline = time.monotonic() + LONGEST_TRAINING
    while not record.exists() and time.monotonic() < deadline:
        page.wait_for_timeout(200)  # and the page goes on showing the run
    return RunRecord.from_json(record.read_text())
