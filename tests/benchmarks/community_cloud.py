"""The lab as Streamlit Community Cloud runs it: python -m tests.benchmarks.community_cloud

Starts the entry script from the repository's root with the settings that the platform forces,
requests the platform's health check, and has a visitor draw, train and open every page, and two
visitors upload large pictures while a third one trains: with 2.7 GB of memory, with 1 GB and with
0.69 GB. A control group sets the limit, as for a container:
beyond it, the kernel kills the lab. Creating one requires root. Any error ends the benchmark.
Uses the Fashion-MNIST in FASHION_MNIST_DIR, or else whatever the lab uses without it.
"""

import io
import os
import re
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from cnn.runs.recipe import ARTICLE
from tests.benchmarks.memory import resident
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
    start_training,
    train,
)

LIMITS = (2_700_000_000, 1_000_000_000, 690_000_000)
"""Bytes: the most that the platform provides, a value in between, and what it guarantees."""

FORCED = (
    *("--server.scriptHealthCheckEnabled", "true"),
    *("--server.enableXsrfProtection", "true"),
    *("--runner.fastReruns", "true"),
    *("--client.showErrorDetails", "none"),
)
GROUPS = Path("/sys/fs/cgroup")
EPOCHS = 2
ANSWER = re.compile("[0-9]% sure|Not sure|too large|too little memory")


def main() -> None:
    if os.geteuid() != 0:
        sys.exit("Limiting memory requires root: sudo -E .venv/bin/python -m " + __spec__.name)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for limit in LIMITS:
            title(f"With {limit / 1e9:.2f} GB")
            with tempfile.TemporaryDirectory() as folder:
                began = time.monotonic()
                with (
                    memory_limited_to(limit) as group,
                    running_app(Path(folder), options=FORCED, joins=group / "cgroup.procs") as app,
                ):
                    row("healthy after", f"{time.monotonic() - began:.1f} s")
                    entry_script(app)
                    visitor(browser, app)
                    large_uploads(browser, app)
                    row("peak resident memory", f"{resident(app.server, 'VmHWM'):.0f} MiB")
                    assert "Traceback" not in app.log.read_text(), app.log.read_text()


@contextmanager
def memory_limited_to(most: int) -> Iterator[Path]:
    """A control group (version 1 or 2) whose processes share at most so many bytes."""
    version_1 = GROUPS / "memory"
    group = (version_1 if version_1.exists() else GROUPS) / f"cnn-lab-{os.getpid()}"
    group.mkdir()
    limit = "memory.limit_in_bytes" if version_1.exists() else "memory.max"
    (group / limit).write_text(str(most))
    swap = group / "memory.swap.max"
    if swap.exists():
        swap.write_text("0")
    try:
        yield group
    finally:
        group.rmdir()


def entry_script(app: App) -> None:
    """The platform runs the script once before it shows the app."""
    began = time.monotonic()
    with urllib.request.urlopen(f"{app.url}/_stcore/script-health-check", timeout=60) as answer:
        assert answer.status == 200
    seconds = time.monotonic() - began
    libraries = Path(f"/proc/{app.server.pid}/maps").read_text()
    assert "tensorflow" not in libraries, "the first run waited for TensorFlow"
    row("first run of the entry script, without TensorFlow", f"{seconds:.1f} s")


def visitor(browser: Browser, app: App) -> None:
    context = new_visitor(browser)
    began = time.monotonic()
    page = open_lab(context, app.url)
    row("first page", f"{time.monotonic() - began:.1f} s")
    began = time.monotonic()
    draw(page, TROUSERS)
    page.get_by_role("heading", name="Trouser", exact=True).wait_for()
    row("first drawing to its answer, TensorFlow included", f"{time.monotonic() - began:.1f} s")
    record = train(page, app, ARTICLE, EPOCHS)
    row("an epoch of the article's recipe", f"{record.seconds / len(record.history):.1f} s")
    row(f"test accuracy after {EPOCHS} epochs, {record.source}", f"{record.test.accuracy:.3f}")
    page.get_by_role("button", name="Use this model").wait_for()
    go_to(page, "Samples", "What does it get right?")
    page.get_by_text(re.compile("^12,000 of 12,000")).wait_for()
    go_to(page, "Model", "How good is it?")
    page.get_by_test_id("stGraphVizChart").locator("svg").wait_for()
    settle(page)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    row("all pages seen without an error", "yes", "yes")
    context.close()


if __name__ == "__main__":
    main()


def large_uploads(browser: Browser, app: App) -> None:
    """Each picture is answered or refused in a sentence, and the training run goes on."""
    trainer = new_visitor(browser)
    training = trainer.new_page()
    record = start_training(training, app, ARTICLE, EPOCHS)
    uploads = [open_upload(new_visitor(browser), app) for _ in range(2)]
    for name, picture in large_pictures().items():
        began = time.monotonic()
        for page in uploads:
            page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
                {"name": name, "mimeType": "image/png", "buffer": picture}
            )
        for page in uploads:
            expect(page.get_by_text(name, exact=True)).to_be_visible(timeout=60_000)
            settle(page)
            expect(page.get_by_text(ANSWER).first).to_be_visible(timeout=60_000)
        row(f"two uploads of {name}, answered after", f"{time.monotonic() - began:.1f} s")
    for page in uploads:
        expect(page.get_by_test_id("stException")).to_have_count(0)
        page.context.close()
    while not record.exists():
        training.wait_for_timeout(500)
    trainer.close()
    row("trained beside them", "yes", "yes")


def open_upload(visitor: BrowserContext, app: App) -> Page:
    page = open_lab(visitor, app.url)
    page.get_by_role("radio", name="Upload").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").wait_for(state="attached")
    return page


def large_pictures() -> dict[str, bytes]:
    """Pictures whose files are small and that take much memory when decoded."""
    bag = np.full((6600, 6600), 65535, np.uint16)
    bag[2000:5000, 1500:5000] = 9000
    gray = Image.fromarray((bag >> 8).astype(np.uint8))
    color = gray.crop((0, 0, 5700, 5800)).convert("RGBA")
    return {
        "gray_of_16_bits.png": encode(Image.fromarray(bag), "PNG"),
        "color_and_alpha.png": encode(color, "PNG"),
        "progressive.jpg": encode(gray.convert("RGB"), "JPEG", progressive=True, subsampling=2),
    }


def encode(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()
