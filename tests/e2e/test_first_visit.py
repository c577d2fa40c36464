"""The first page draws a garment by itself, once, until the visitor does something."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CANVAS, NO_ANSWER, TROUSERS, draw, new_visitor

Visit = Callable[[Literal["reduce", "no-preference"]], Page]


@pytest.fixture
def visit(browser: Browser, app_url: str) -> Iterator[Visit]:
    """Opens the first page for a new visitor who may prefer less motion."""
    with ExitStack() as stack:

        def open_page(motion: Literal["reduce", "no-preference"]) -> Page:
            page = stack.enter_context(new_visitor(browser, motion=motion)).new_page()
            page.goto(app_url)
            page.locator(CANVAS).wait_for()
            return page

        yield open_page


def test_a_garment_draws_itself_and_the_bars_follow(visit: Visit) -> None:
    page = visit("no-preference")
    paper, answer = page.locator(".demo").first, page.locator(".demo").last
    expect(answer.get_by_text("Dress", exact=True).first).to_be_visible()
    over, canvas = paper.bounding_box(), page.locator(CANVAS).bounding_box()
    assert over is not None and canvas is not None
    assert over["x"] == pytest.approx(canvas["x"], abs=1)
    assert over["y"] == pytest.approx(canvas["y"], abs=1)
    expect(page.locator(".demo")).to_have_count(0)
    expect(page.get_by_role("heading", name=NO_ANSWER)).to_be_visible()
    page.reload()
    page.locator(CANVAS).wait_for()
    page.wait_for_timeout(1000)
    expect(page.locator(".demo")).to_have_count(0)


def test_the_first_stroke_ends_it(visit: Visit) -> None:
    page = visit("no-preference")
    page.locator(".demo").first.wait_for(state="attached")
    draw(page, TROUSERS)
    expect(page.locator(".demo")).to_have_count(0)
    expect(page.get_by_role("heading", name="Trouser", exact=True)).to_be_visible()


def test_nothing_moves_for_those_who_prefer_that(visit: Visit) -> None:
    page = visit("reduce")
    page.wait_for_timeout(1500)
    expect(page.locator(".demo")).to_have_count(0)
