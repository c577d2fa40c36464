"""The map of the garments in a real browser: what is drawn, opened, moved and switched off."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnn.data.labels import CLASS_NAMES
from tests.browser import TROUSERS, draw, go_to, new_visitor, settle
from tests.e2e.test_accessibility import violations
from tests.e2e.test_widths import assert_fits

MAP = "model?model=article_cnn&view=Map"

OPENED = re.compile(r"Opened: .*\. Prediction: .*\. Nearest: (.*, ){4}.*\.")

INK = """(canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let inked = 0;
    for (let at = 3; at < data.length; at += 4) inked += data[at] > 0;
    return inked;
}"""

CENTER_OF_INK = """(canvas) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    const inked = [];
    for (let at = 3; at < data.length; at += 4) if (data[at] > 127) inked.push((at - 3) / 4);
    const pixel = inked[Math.floor(inked.length / 2)];
    return [pixel % width / devicePixelRatio, Math.floor(pixel / width) / devicePixelRatio];
}"""
"""A point of the canvas, in pixels of the page, with a garment."""


@pytest.fixture
def visited(browser: Browser, app_url: str) -> Iterator[Page]:
    with new_visitor(browser) as visitor:
        page = visitor.new_page()
        page.goto(f"{app_url}/{MAP}")
        wait_for_map(page, "PCA")
        yield page


def the_map(page: Page) -> Locator:
    return page.get_by_role("application")


def wait_for_map(page: Page, projection: str) -> None:
    name = re.compile(f"Map of 2,000 garments of 10 classes by {projection}")
    expect(the_map(page)).to_have_accessible_name(name)
    settle(page)


def status(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text="Opened")


def click_a_garment(page: Page) -> None:
    x, y = the_map(page).evaluate(CENTER_OF_INK)
    the_map(page).click(position={"x": x, "y": y})


def neighbors(page: Page) -> Locator:
    heading = page.get_by_role("heading", name="Nearest in the last hidden layer")
    return heading.locator("xpath=following-sibling::div[1]").get_by_role("button")


def test_a_click_opens_a_garment_and_another_one_its_neighbor(visited: Page) -> None:
    click_a_garment(visited)
    expect(status(visited)).to_have_text(OPENED)
    title = visited.get_by_role("heading", name=re.compile(r"Garment [\d,]+"))
    first = title.inner_text()
    expect(visited.get_by_role("img", name=re.compile(first))).to_be_visible()
    expect(neighbors(visited)).to_have_count(5)
    name = neighbors(visited).nth(2).inner_text()
    neighbors(visited).nth(2).click()
    expect(title).not_to_have_text(first)
    expect(title).to_be_focused()
    expect(status(visited)).to_contain_text(f"Opened: {name}.")
    expect(visited.get_by_text(f"Labeled: {name}")).to_be_visible()
    expect(
        visited.get_by_text(re.compile(f"^Prediction: ({'|'.join(CLASS_NAMES)})"))
    ).to_be_visible()


def test_a_garment_is_found_and_opened_by_keyboard(visited: Page) -> None:
    the_map(visited).focus()
    visited.keyboard.press("ArrowRight")
    visited.keyboard.press("Enter")
    expect(status(visited)).to_have_text(OPENED)
    title = visited.get_by_role("heading", name=re.compile(r"Garment [\d,]+"))
    first = title.inner_text()
    for key in ("ArrowRight", "ArrowDown"):
        visited.keyboard.press(key)
    visited.keyboard.press("Enter")
    expect(title).not_to_have_text(first)
    visited.keyboard.press("Escape")
    expect(title).to_have_count(0)


def test_t_sne_ends_with_a_map_and_the_same_garment_open(visited: Page) -> None:
    click_a_garment(visited)
    title = visited.get_by_role("heading", name=re.compile(r"Garment [\d,]+"))
    first = title.inner_text()
    visited.get_by_role("radio", name="t-SNE").click()
    expect(visited.get_by_role("progressbar")).to_be_visible()
    wait_for_map(visited, "t-SNE")
    expect(visited.get_by_role("progressbar")).to_have_count(0)
    expect(title).to_have_text(first)
    assert the_map(visited).evaluate(INK) > 10_000
    visited.get_by_role("radio", name="PCA").click()
    wait_for_map(visited, "PCA")


def test_a_garment_stays_open_while_the_visitor_looks_at_another_view(visited: Page) -> None:
    click_a_garment(visited)
    title = visited.get_by_role("heading", name=re.compile(r"Garment [\d,]+"))
    first = title.inner_text()
    visited.get_by_text("How sure", exact=True).click()
    expect(the_map(visited)).to_have_count(0)
    visited.get_by_text("Map", exact=True).click()
    wait_for_map(visited, "PCA")
    expect(title).to_have_text(first)


def test_a_class_is_switched_off_and_on(visited: Page) -> None:
    all_ink = the_map(visited).evaluate(INK)
    bags = visited.get_by_role("button", name="Bag", exact=True)
    expect(bags).to_have_attribute("aria-pressed", "true")
    bags.click()
    expect(bags).to_have_attribute("aria-pressed", "false")
    assert the_map(visited).evaluate(INK) < all_ink
    bags.press("Enter")
    assert the_map(visited).evaluate(INK) == all_ink
    visited.get_by_role("button", name="Hide all classes").click()
    assert the_map(visited).evaluate(INK) == 0
    visited.get_by_role("button", name="Show all classes").click()
    assert the_map(visited).evaluate(INK) == all_ink


def test_the_map_is_zoomed_and_moved_and_the_page_still_scrolls(visited: Page) -> None:
    all_ink = the_map(visited).evaluate(INK)
    the_map(visited).hover()
    visited.keyboard.down("Control")
    visited.mouse.wheel(0, -400)
    visited.keyboard.up("Control")
    visited.wait_for_timeout(100)
    zoomed = the_map(visited).evaluate(INK)
    assert zoomed != all_ink
    box = the_map(visited).bounding_box()
    assert box is not None
    visited.mouse.move(box["x"] + 300, box["y"] + 200)
    visited.mouse.down()
    visited.mouse.move(box["x"] + 100, box["y"] + 150, steps=4)
    visited.mouse.up()
    assert the_map(visited).evaluate(INK) != zoomed
    expect(status(visited)).to_have_count(0)  # a drag opens nothing
    visited.get_by_role("button", name="Show all", exact=True).click()
    assert the_map(visited).evaluate(INK) == all_ink
    before = box["y"]
    visited.mouse.wheel(0, 100)
    visited.wait_for_timeout(300)
    after = the_map(visited).bounding_box()
    assert after is not None
    assert after["y"] < before


def test_ones_own_drawing_is_on_the_map(page: Page) -> None:
    draw(page, TROUSERS)
    page.get_by_role("heading", name="Trouser", exact=True).wait_for()
    go_to(page, "Model", "How good is it?")
    page.get_by_text("Map", exact=True).click()
    expect(the_map(page)).to_have_accessible_name(re.compile("and yours"))
    expect(page.get_by_text("Your garment", exact=True)).to_be_visible()
    tag = page.get_by_text("Your garment", exact=True).bounding_box()
    assert tag is not None
    page.mouse.click(tag["x"] + tag["width"] / 2, tag["y"] - 18)
    expect(status(page)).to_contain_text("Opened: Your garment. Prediction: Trouser.")
    expect(neighbors(page)).to_have_count(5)


@pytest.mark.parametrize("width", [1400, 400])
def test_the_map_is_accessible_and_no_wider_than_the_window(visited: Page, width: int) -> None:
    visited.set_viewport_size({"width": width, "height": 900})
    click_a_garment(visited)
    expect(neighbors(visited)).to_have_count(5)
    assert_fits(visited)
    for scheme in ("light", "dark"):
        visited.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        expect(visited.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        assert violations(visited) == []
