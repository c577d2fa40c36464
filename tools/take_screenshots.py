"""Takes the README's pictures from a running lab.

python tools/take_screenshots.py http://localhost:8501
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "screenshots"
TROUSERS = [(100, 30), (220, 30), (240, 290), (180, 290), (160, 110), (140, 290), (80, 290)]


def draw(page: Page, corners: list[tuple[int, int]]) -> None:
    canvas = page.locator("[data-testid=stBidiComponentIsolated] canvas.upper-canvas")
    box = canvas.bounding_box()
    assert box is not None
    first, *others = [(box["x"] + x, box["y"] + y) for x, y in corners]
    page.mouse.move(*first)
    page.mouse.down()
    for corner in [*others, first]:
        page.mouse.move(*corner, steps=8)
    page.mouse.up()


def main(url: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1240, "height": 960})
        page.goto(url)
        page.get_by_text("the ten garments that it knows").wait_for()
        draw(page, TROUSERS)
        page.get_by_role("heading", name="Trouser", exact=True).wait_for(timeout=60_000)
        page.wait_for_timeout(1500)
        page.screenshot(path=FOLDER / "try_it.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
