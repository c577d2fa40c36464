"""Filters are silenced and weights rounded, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import new_visitor, settle


@pytest.fixture
def opened(tab: Page, app_url: str) -> Page:
    tab.goto(f"{app_url}/inside?model=article_cnn&view=Surgery")
    filter_button(tab, 1).wait_for()
    accuracy(tab).wait_for()
    settle(tab)
    return tab


def filter_button(page: Page, number: int) -> Locator:
    return page.get_by_role("button", name=f"Filter {number}", exact=True)


def accuracy(page: Page) -> Locator:
    return page.get_by_test_id("stMetric").filter(has_text="Accuracy on 1,000")


def test_a_filter_is_silenced_and_brought_back_by_keyboard(opened: Page) -> None:
    seventh = filter_button(opened, 7)
    seventh.focus()
    opened.keyboard.press("Enter")
    expect(seventh).to_have_attribute("aria-pressed", "true")
    expect(opened.get_by_text("1 of 32 silent here, 1 in all layers.")).to_be_visible()
    # It has kept the focus.
    opened.keyboard.press("Enter")
    expect(seventh).to_have_attribute("aria-pressed", "false")
    expect(opened.get_by_text("0 of 32 silent here, 0 in all layers.")).to_be_visible()


def test_two_bits_ruin_the_network_until_it_is_undone(opened: Page) -> None:
    expect(accuracy(opened)).to_contain_text(re.compile(r"9\d\.\d%"))
    opened.get_by_text("2 bits", exact=True).click()
    expect(accuracy(opened)).to_contain_text(re.compile(r"[1-5]\d\.\d%"))
    expect(opened.get_by_role("table")).to_be_visible()
    opened.get_by_role("button", name="Undo all").click()
    expect(accuracy(opened)).to_contain_text(re.compile(r"9\d\.\d%"))


def test_a_silent_filter_is_not_another_visitor_s(browser: Browser, opened: Page) -> None:
    filter_button(opened, 3).click()
    expect(opened.get_by_text("1 of 32 silent here")).to_be_visible()
    with new_visitor(browser) as visitor:
        other = visitor.new_page()
        other.goto(opened.url)
        expect(other.get_by_text("0 of 32 silent here")).to_be_visible()
