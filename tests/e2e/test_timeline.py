"""A visitor goes back in a training, and lets it go on in another way from there."""

import re

from playwright.sync_api import Locator, Page, expect

from cnn.runs.recipe import ARTICLE
from tests.browser import settle
from tests.e2e.test_training import button, set_slider

EPOCHS = 4


def test_a_visitor_goes_back_in_a_training_and_branches_off(page: Page, app_url: str) -> None:
    train(page, f"{app_url}/train")
    slider = page.get_by_role("slider", name="Moment")
    expect(slider).to_have_attribute("aria-valuetext", f"epoch {EPOCHS}")
    at_the_end = bars(page).get_attribute("aria-label")
    slider.focus()
    page.keyboard.press("Home")
    expect(bars(page)).not_to_have_attribute("aria-label", at_the_end or "")
    page.keyboard.press("ArrowRight")
    name = slider.get_attribute("aria-valuetext")
    parent = page.get_by_role("heading", name=re.compile(f"^{ARTICLE.title}")).inner_text()
    page.get_by_text("Branch from here").click()
    expect(page.get_by_text(f"of this moment: {name}.")).to_be_visible()
    before = page.url
    button(page, "Start the branch").click()
    page.wait_for_function("before => location.href !== before", arg=before)
    expect(page.get_by_text(f"branched from {parent} after {name}")).to_be_visible()
    button(page, "Use this model").wait_for()
    settle(page)
    branch = page.get_by_role("heading", name=re.compile(f"^{parent}, from")).inner_text()
    compared = page.get_by_test_id("stVegaLiteChart").last
    expect(compared).to_contain_text(branch)
    expect(compared).to_contain_text(parent)


def test_the_bars_grow_along_while_a_network_trains(page: Page, app_url: str) -> None:
    start(page, f"{app_url}/train", garments=5)
    slider = page.get_by_role("slider", name="Moment")
    expect(slider).to_have_attribute("aria-valuetext", "now")
    first = bars(page).get_attribute("aria-label") or ""
    expect(bars(page)).not_to_have_attribute("aria-label", first)
    expect(slider).to_have_attribute("aria-valuetext", "now")
    button(page, "Stop").click()
    button(page, "End the run").click()
    button(page, "Use this model").wait_for()


def bars(page: Page) -> Locator:
    return page.locator(".st-key-timeline_bars [role=img]")


def train(page: Page, address: str) -> None:
    start(page, address, garments=0)
    button(page, "Use this model").wait_for()
    settle(page)


def start(page: Page, address: str, garments: int) -> None:
    """``garments`` counts the steps from the fewest."""
    page.goto(address)
    page.get_by_role("radio", name=ARTICLE.title, exact=True).click()
    page.get_by_text(ARTICLE.summary).wait_for()
    settle(page)
    set_slider(page, "Maximum epochs", EPOCHS - 1)
    page.get_by_text("More settings").click()
    set_slider(page, "Training garments", garments)
    button(page, "Start training").click()
    page.wait_for_url("**run=*")
