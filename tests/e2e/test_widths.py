"""Narrow windows: nothing is wider than they are, and strokes land under the pointer."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CANVAS, ROOT, TROUSERS, draw, new_visitor, open_lab, settle

BEYOND = """() => [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
    .filter((element) => {
        const box = element.getBoundingClientRect();
        if (!box.width || !box.height) return false;
        for (let above = element.parentElement; above; above = above.parentElement)
            if (above !== document.body && getComputedStyle(above).overflowX !== "visible"
                && above.getBoundingClientRect().right <= innerWidth + 0.5) return false;
        return true;
    })
    .map((element) => element.tagName + " " + element.className)"""
"""Elements beyond the right edge that no scroller contains."""


def assert_fits(page: Page) -> None:
    settle(page)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.evaluate(BEYOND) == []


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_is_wider_than_a_narrow_window(browser: Browser, app_url: str, width: int) -> None:
    with new_visitor(browser, {"width": width, "height": 800}) as visitor:
        page = open_lab(visitor, app_url)
        box = page.locator(CANVAS).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width
        # A stroke lands where the pointer is.
        draw(page, TROUSERS)
        expect(page.get_by_role("heading", name="Trouser", exact=True)).to_be_visible()
        red = page.locator("canvas.dc-canvas.lower-canvas").evaluate(
            "(canvas) => canvas.getContext('2d').getImageData(160, 30, 1, 1).data[0]"
        )
        assert red < 128
        assert_fits(page)
        last = page.locator("label, button").filter(has_text="Example").first.bounding_box()
        assert last is not None
        assert last["x"] + last["width"] <= width
        for way in ("Upload", "Camera", "Example"):
            page.get_by_role("radio", name=way).click()
            if way == "Upload":
                dress = ROOT / "assets" / "examples" / "dress.png"
                page.locator("input[type=file]").set_input_files(dress)
                expect(page.get_by_role("heading", name="Dress", exact=True)).to_be_visible()
            assert_fits(page)
        for path in ("train", "article", "samples", "inside", "model"):
            page.goto(f"{app_url}/{path}")
            page.get_by_role("heading", level=1).wait_for()
            assert_fits(page)
        page.goto(f"{app_url}/inside?view=What it sees")
        page.get_by_role("slider", name="Where the window is").wait_for()
        assert_fits(page)
        for path, view in (
            ("train", "Class"),
            ("train", "Board"),
            ("inside", "Where it looks"),
            ("inside", "Surgery"),
            ("model", "How sure"),
            ("model", "How steady"),
            ("model", "Hard cases"),
            ("model", "Wrong labels?"),
            ("model", "Model card"),
        ):
            page.goto(f"{app_url}/{path}?view={view}")
            page.get_by_role("radio", name=view, checked=True).wait_for()
            page.wait_for_load_state("networkidle")
            assert_fits(page)


def test_on_a_small_phone_the_winner_is_in_view_while_one_draws(
    browser: Browser, app_url: str
) -> None:
    with new_visitor(browser, {"width": 360, "height": 640}, touch=True) as visitor:
        phone = open_lab(visitor, app_url)
        for name in ("Try it", "Train", "Article", "Samples", "Inside", "Model"):
            expect(phone.get_by_role("link", name=name, exact=True)).to_be_in_viewport()
        paper = phone.locator(CANVAS)
        box = paper.bounding_box()
        assert box is not None
        assert 360 - box["width"] >= 48, "room to scroll beside the canvas"
        draw(phone, TROUSERS)
        expect(phone.get_by_role("heading", name="Trouser", exact=True)).to_be_in_viewport(ratio=1)
        expect(paper).to_be_in_viewport(ratio=1)
