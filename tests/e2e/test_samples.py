"""Samples: cards that open as a whole, guessing, the way through the garments, pages of cards."""

import re

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from cnn.data.labels import CLASS_NAMES
from tests.browser import new_visitor, settle

CARD = "[class*=st-key-card_]"
NUMBER = re.compile(r"^Garment ([\d,]+)")

RIGHT_END = "(text) => text.getBoundingClientRect().x + text.scrollWidth"
"""Where a text ends that has no width for the layout of the page."""


def samples(page: Page, app_url: str, query: str = "") -> Locator:
    """The cards on the page Samples."""
    page.goto(f"{app_url}/samples?{query}")
    page.get_by_text("What does it get right?").wait_for()
    cards = page.locator(CARD)
    cards.first.wait_for()
    # Until the pictures and the parts of the interface have arrived, the cards move.
    page.wait_for_load_state("networkidle")
    settle(page)
    return cards


def box(part: Locator) -> FloatRect:
    box = part.bounding_box()
    assert box is not None
    return box


def details(page: Page) -> Locator:
    return page.get_by_role("dialog")


def number(text: str) -> str:
    """Of the garment that a text is about, as in an address."""
    found = NUMBER.search(text)
    assert found is not None
    return found[1].replace(",", "")


def opened(page: Page) -> str:
    """The number of the garment in the dialog."""
    return number(details(page).get_by_text(NUMBER).inner_text())


def close(page: Page) -> None:
    # Until then, the keyboard is not the dialog's.
    page.locator("[role=dialog]:focus, [role=dialog] :focus").wait_for()
    page.keyboard.press("Escape")
    expect(details(page)).to_have_count(0)
    settle(page)


def test_each_spot_of_a_card_opens_it(page: Page, app_url: str) -> None:
    cards = samples(page, app_url)
    for index, (across, down) in enumerate([(0.5, 0.3), (0.02, 0.98), (0.98, 0.72)]):
        card = box(cards.nth(index))
        page.mouse.click(card["x"] + across * card["width"], card["y"] + down * card["height"])
        expect(details(page).get_by_text(f"Garment {index + 1} of 12,000")).to_be_visible()
        close(page)


def test_a_card_is_one_stop_of_the_keyboard_and_shows_it(page: Page, app_url: str) -> None:
    cards = samples(page, app_url)
    cards.first.get_by_role("button").focus()
    for index in range(3):
        card = cards.nth(index)
        expect(card.locator(":focus")).to_have_count(1)
        # The pointer's outline is thinner.
        expect(card).to_have_css("outline-style", "solid")
        expect(card).to_have_css("outline-width", "3px")
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(details(page).get_by_text("Garment 3 of 12,000")).to_be_visible()
    close(page)
    expect(cards.nth(2).locator(":focus")).to_have_count(1)


def test_arrow_keys_and_buttons_lead_through_the_selection(page: Page, app_url: str) -> None:
    cards = samples(page, app_url, "truth=Shirt&answer=Coat&order=Least+sure+first")
    order = [
        (card.get_by_role("img").first.get_attribute("alt") or "")
        .split(":")[0]
        .removeprefix("Garment ")
        .replace(",", "")
        for card in cards.all()[:3]
    ]
    cards.first.get_by_role("button").click()
    previous, following = (
        details(page).get_by_role("button", name=name) for name in ("Previous", "Next")
    )
    expect(previous).to_be_disabled()
    assert opened(page) == order[0]
    places = box(previous), box(following)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**garment={order[1]}")
    settle(page)
    assert opened(page) == order[1]
    following.click()
    page.wait_for_url(f"**garment={order[2]}")
    settle(page)
    assert opened(page) == order[2]
    assert (box(previous), box(following)) == places
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**garment={order[1]}")
    previous.click()
    page.wait_for_url(f"**garment={order[0]}")
    expect(previous).to_be_disabled()


def test_label_and_prediction_are_marked_at_the_bars(page: Page, app_url: str) -> None:
    cards = samples(page, app_url, "truth=Shirt&answer=Coat")
    cards.first.get_by_role("button").click()
    bars = details(page).get_by_role("img", name="Probabilities of the ten classes")
    expect(bars).to_have_attribute("aria-label", re.compile("Coat with .*, but the label is Shirt"))
    expect(bars).to_contain_text(re.compile("Coat.*% prediction.*Shirt.*% label"))


def test_nothing_gives_a_garment_away_before_it_is_opened(page: Page, app_url: str) -> None:
    cards = samples(page, app_url)
    grid = page.locator(".st-key-cards")
    assert any(name in grid.aria_snapshot() for name in CLASS_NAMES)
    page.get_by_text("Guess first").click()
    expect(page.get_by_text("What is it?")).to_have_count(24)
    settle(page)
    for text in (grid.aria_snapshot(), grid.inner_html()):
        assert not any(name in text for name in CLASS_NAMES)
    places = [box(card) for card in cards.all()]

    page.keyboard.press("Tab")  # to the help
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(details(page).get_by_text("Garment 1 of 12,000")).to_be_visible()
    expect(details(page).get_by_text(re.compile("^Labeled: "))).to_be_visible()
    close(page)
    expect(page.get_by_text("What is it?")).to_have_count(23)
    assert [box(card) for card in cards.all()] == places
    assert any(name in cards.first.aria_snapshot() for name in CLASS_NAMES)


def test_a_new_page_of_cards_begins_at_its_top(page: Page, app_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1400, "height": 500})
    cards = samples(page, app_url, "page=2")
    title = page.get_by_role("heading", level=1)
    expect(title).to_be_in_viewport()
    page.get_by_role("button", name="Next page").click()
    page.wait_for_url("**page=3")
    settle(page)
    expect(cards.first).to_be_in_viewport(ratio=1)
    expect(title).not_to_be_in_viewport()
    header = box(page.get_by_test_id("stHeader"))
    assert 0 <= box(cards.first)["y"] - header["height"] < 100

    # Another rerun of the page leaves the visitor where they are.
    cards.nth(16).get_by_role("button").click()
    details(page).wait_for()
    before = box(cards.nth(16))
    close(page)
    assert box(cards.nth(16)) == before


@pytest.mark.parametrize("width", [320, 400])
def test_guessing_fits_into_a_narrow_window(browser: Browser, app_url: str, width: int) -> None:
    with new_visitor(browser, {"width": width, "height": 800}) as visitor:
        page = visitor.new_page()
        cards = samples(page, app_url, "guess=true&truth=Shirt&answer=Coat")
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        cards.first.get_by_role("button").click()
        bars = details(page).get_by_role("img", name="Probabilities of the ten classes")
        for name in ("% prediction", "% label"):
            assert bars.get_by_text(name).evaluate(RIGHT_END) <= width - 8
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
