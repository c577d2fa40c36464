"""What axe-core does not judge: the text of charts has a contrast of 4.5, and bars one of 3."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator

from tests.browser import TROUSERS, draw, new_visitor, open_lab

LOWEST_CONTRAST = """(parts, cells) => {
    const rgba = color => [...color.matchAll(/[\\d.]+/g)].map(Number);
    const luminance = color => {
        const [r, g, b] = color.map(c => c / 255).map(
            c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const over = (part, below) => {
        const style = getComputedStyle(part);
        const [r, g, b, alpha = 1] = rgba(part.closest("svg") ? style.fill : style.backgroundColor);
        const a = alpha * style.opacity;
        return [r, g, b].map((c, i) => a * c + (1 - a) * below[i]);
    };
    const page = rgba(getComputedStyle(document.querySelector(".stApp")).backgroundColor);
    const behind = [page, ...cells.map(cell => over(cell, page))];
    return Math.min(...parts.flatMap(part => behind.map(below => {
        const [dark, light] = [over(part, below), below].map(luminance).sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
    })));
}"""


def lowest_contrast(parts: Locator, cells: Locator | None = None) -> float:
    """Of parts of charts to the page and to ``cells``, on which they may lie."""
    parts.first.wait_for()
    behind = cells.element_handles() if cells else []
    ratio: float = parts.evaluate_all(LOWEST_CONTRAST, behind)
    return ratio


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_and_the_text_of_charts_can_be_seen(
    browser: Browser, app_url: str, scheme: Literal["light", "dark"]
) -> None:
    with new_visitor(browser) as visitor:
        page = open_lab(visitor, app_url)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        draw(page, TROUSERS)
        assert lowest_contrast(page.locator(".st-key-class_bars .bar")) >= 3
        charts = page.get_by_test_id("stVegaLiteChart")
        page.goto(f"{app_url}/inside?view=How it learned")
        charts.nth(3).locator("text").first.wait_for()
        assert lowest_contrast(charts.locator("text")) >= 4.5
        page.goto(f"{app_url}/model?view=What it confuses")
        cells = charts.locator(".mark-rect path")
        cells.first.wait_for()
        assert lowest_contrast(charts.locator("text"), cells) >= 4.5
        page.goto(f"{app_url}/model?view=How sure")
        charts.locator("text").first.wait_for()
        assert lowest_contrast(charts.locator("text")) >= 4.5
