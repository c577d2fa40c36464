"""Painting over a photo what belongs to the garment and what does not."""

from playwright.sync_api import Page, expect

from tests.browser import CANVAS, ROOT, TITLE, drag, go_to, settle

SHIRT = ROOT / "assets" / "examples" / "photos" / "t-shirt_top.jpg"

BARS = "[class*=st-key-class_bars] .bar"


def widths(page: Page) -> list[str]:
    return [bar.evaluate("bar => bar.style.width") for bar in page.locator(BARS).all()]


def test_the_answer_follows_what_is_marked_as_background(page: Page) -> None:
    page.get_by_role("radio", name="Upload").click()
    page.locator("input[type=file]").set_input_files(SHIRT)
    expect(page.get_by_role("heading", name="T-shirt/top", exact=True)).to_be_visible()
    settle(page)
    before = widths(page)
    page.get_by_text("Mark the garment").click()
    page.locator(CANVAS).wait_for()
    page.get_by_role("radio", name="Not garment").click()
    settle(page)
    # Both sleeves and the lower half.
    drag(page, [(30, 140), (80, 140), (60, 180), (260, 180), (290, 140), (250, 110)])
    drag(page, [(90, 220), (230, 220), (230, 270), (90, 270)])
    # The canvas sends after 200 ms of rest. Timers of a page go off in order.
    page.evaluate("new Promise(done => setTimeout(done, 500))")
    settle(page)
    assert widths(page) != before

    # The paint is still there after a look at another page, and its answer too.
    marked = widths(page)
    go_to(page, "Model", "How good is it?")
    go_to(page, "Try it", TITLE)
    page.locator(CANVAS).wait_for()
    settle(page)
    assert widths(page) == marked
