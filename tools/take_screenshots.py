"""Takes the README's screenshots of the running lab, with the real Fashion-MNIST.

FASHION_MNIST_DIR=FOLDER python -m tools.take_screenshots
"""

import io
import os
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, ViewportSize, sync_playwright

from cnn.pretrained import ARTICLE_CNN
from cnn.runs.recipe import FAST
from tests.browser import ROOT, TROUSERS, draw, launch, new_visitor, open_lab, running_app, settle

FOLDER = ROOT / "assets" / "screenshots"
WINDOW: ViewportSize = {"width": 1240, "height": 960}
TRAINING_AREA: FloatRect = {"x": 0, "y": 0, "width": 1240, "height": 900}
"""The part of the window that shows a training run, in pixels."""

FRAME_EVERY = 700
"""Milliseconds between two screenshots of a training run."""
SHOWN_FOR = 300
LAST_SHOWN_FOR = 4000
"""Milliseconds in the animation, which runs faster than the training."""
ANIMATION_WIDTH = 820
"""Pixels."""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    data = str(Path(os.environ["FASHION_MNIST_DIR"]).resolve())
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as home,
        running_app(Path(home), {"FASHION_MNIST_DIR": data}) as app,
    ):
        page = open_lab(new_visitor(launch(playwright), WINDOW), app.url)
        try_it(page)
        train(page)
        samples(page)
        inside(page, app.url)


def try_it(page: Page) -> None:
    draw(page, TROUSERS)
    page.get_by_role("heading", name="Trouser", exact=True).wait_for()
    take(page, "try_it")


def train(page: Page) -> None:
    open_page(page, "Train")
    page.get_by_role("radio", name=FAST.title).click()
    page.get_by_text(FAST.summary).wait_for()
    page.get_by_role("button", name="Start training").click()
    page.get_by_text("Training accuracy").wait_for()
    frames = []
    over = page.get_by_role("button", name="Use this model")
    while not over.is_visible():
        frames.append(page.screenshot(clip=TRAINING_AREA))
        page.wait_for_timeout(FRAME_EVERY)
    page.wait_for_timeout(1500)
    frames.append(page.screenshot(clip=TRAINING_AREA))
    first, *others = [shrunk(frame) for frame in frames]
    first.save(
        FOLDER / "train.webp",
        save_all=True,
        append_images=others,
        duration=[*[SHOWN_FOR] * len(others), LAST_SHOWN_FOR],
        loop=0,
        quality=60,
        method=6,
    )


def samples(page: Page) -> None:
    open_page(page, "Samples")
    page.get_by_role("radio", name="Wrong").click()
    page.get_by_text("of 12,000 validation garments").wait_for()
    take(page, "samples")


def inside(page: Page, url: str) -> None:
    page.goto(f"{url}/inside?model={ARTICLE_CNN.name}")
    page.get_by_test_id("stGraphVizChart").locator("svg").wait_for()
    take(page, "inside")


def open_page(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", level=1).wait_for()


def take(page: Page, name: str) -> None:
    settle(page)
    page.wait_for_timeout(1500)  # until charts have faded in
    page.screenshot(path=FOLDER / f"{name}.png")


def shrunk(frame: bytes) -> Image.Image:
    with Image.open(io.BytesIO(frame)) as picture:
        height = picture.height * ANIMATION_WIDTH // picture.width
        return picture.convert("RGB").resize((ANIMATION_WIDTH, height), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
