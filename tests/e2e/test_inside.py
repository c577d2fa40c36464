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


def test_a_value_is_worked_out_before_its_result_is_shown(inside: Page) -> None:
    opened = inside.get_by_role("status").filter(has_text=SUM)
    result = re.compile(r"= [\u2212\d]")
    expect(opened).to_have_text(result)
    inside.get_by_text("Work it out first").click()
    show = inside.get_by_role("button", name="Show the result")
    show.wait_for()

    def expect_covered() -> None:
        expect(opened).to_have_text(re.compile(r"^The sum of .* products \+ bias .* = \?$"))
        expect(inside.get_by_text("Parameters of this layer: ?", exact=True)).to_be_visible()
        for name in ("Products", "Output"):
            inside.get_by_role("img", name=f"{name}, not shown yet").wait_for()
        for name in ("Window", "Weights"):
            inside.get_by_role("img", name=name, exact=True).wait_for()

    expect_covered()
    show.focus()
    inside.keyboard.press("Enter")
    expect(opened).to_have_text(result)
    inside.get_by_text("3·3·1·32 + 32 = 320").wait_for()
    inside.get_by_role("img", name="Products", exact=True).wait_for()
    # The window's next place is another value, as is a value of another layer.
    inside.get_by_role("button", name="Step", exact=True).click()
    expect_covered()
    show.click()
    expect(opened).to_have_text(result)
    inside.get_by_role("button", name="Bag, open the sum").click()
    expect(opened).to_have_text(re.compile(r"The sum of 100 products .* = \?$"))
    show.click()
    expect(opened).to_contain_text("Softmax compares it with those of the other classes")
    inside.get_by_text("100·10 + 10 = 1,010").wait_for()


def test_ones_own_drawing_is_looked_into(page: Page) -> None:
    draw(page, TROUSERS)
    page.get_by_role("heading", name="Trouser", exact=True).wait_for()
    page.get_by_role("link", name="See all layers").click()
    expect(page.get_by_role("combobox", name=re.compile("Garment"))).to_have_value("Your garment")
    answer = page.get_by_role("group", name=re.compile("ten probabilities"))
    expect(answer).to_have_accessible_name(re.compile("the highest for Trouser"))
