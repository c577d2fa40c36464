"""What a network makes of a garment, layer by layer and value by value, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import TROUSERS, draw, settle

SUM = re.compile(r"bias .* = ")


@pytest.fixture
def inside(tab: Page, app_url: str) -> Page:
    tab.goto(f"{app_url}/inside?model=article_cnn&view=What+it+sees")
    tab.get_by_role("img", name="Conv2D, 3 x 3 kernel").wait_for()
    tab.get_by_role("status").filter(has_text=SUM).wait_for()
    settle(tab)
    return tab


def test_a_click_on_a_value_opens_it_to_its_sum(inside: Page) -> None:
    opened = inside.get_by_role("status").filter(has_text=SUM)
    expect(opened).to_contain_text(re.compile(r"(.* \+ ){8}.* \+ bias"))
    second = inside.get_by_role("img", name="Conv2D, 2 x 2 kernel")
    # The third map of the first row, its seventh row and fifth column.
    second.click(position={"x": 2 * 30 + 2 * 4 + 1, "y": 2 * 6 + 1})
    expect(opened).to_contain_text("The sum of 128 products")
    for name, number in (("Feature map", "3"), ("Row", "7"), ("Column", "5")):
        expect(inside.get_by_role("spinbutton", name=name)).to_have_value(number)


def test_the_sum_of_a_class_opens_by_keyboard(inside: Page) -> None:
    inside.get_by_role("button", name="Bag, open the sum").focus()
    inside.keyboard.press("Enter")
    opened = inside.get_by_role("status").filter(has_text=SUM)
    expect(opened).to_contain_text("The sum of 100 products")
    expect(opened).to_contain_text("Softmax compares it with those of the other classes")
    expect(inside.get_by_role("spinbutton", name="Unit")).to_have_value("9")


def test_the_window_slides_by_keyboard(inside: Page) -> None:
    opened = inside.get_by_role("status").filter(has_text=SUM)
    before = opened.inner_text()
    place = inside.get_by_role("slider", name="Where the window is")
    expect(place).to_have_value(str(14 * 28 + 14))
    inside.get_by_role("button", name="Step", exact=True).focus()
    inside.keyboard.press("Enter")
    expect(place).to_have_value(str(14 * 28 + 15))
    place.focus()
    inside.keyboard.press("Home")
    expect(place).to_have_value("0")
    # In the corner, five of the nine values are padding.
    assert opened.inner_text() != before
    inside.get_by_role("button", name="Play", exact=True).focus()
    inside.keyboard.press("Enter")
    expect(place).not_to_have_value("0")
    inside.get_by_role("button", name="Pause", exact=True).click()
    stopped = place.input_value()
    inside.wait_for_timeout(500)
    expect(place).to_have_value(stopped)


def test_ones_own_drawing_is_looked_into(page: Page) -> None:
    draw(page, TROUSERS)
    page.get_by_role("heading", name="Trouser", exact=True).wait_for()
    page.get_by_role("link", name="Inside", exact=True).click()
    page.get_by_text("What it sees").click()
    expect(page.get_by_role("combobox", name=re.compile("Garment"))).to_have_value("Your garment")
    answer = page.get_by_role("group", name=re.compile("ten probabilities"))
    expect(answer).to_have_accessible_name(re.compile("the highest for Trouser"))
