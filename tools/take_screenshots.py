"""Takes the README's pictures from a running lab.

python -m tools.take_screenshots http://localhost:8501
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.driving import TROUSERS, draw, launch

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "screenshots"


def main(url: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
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
