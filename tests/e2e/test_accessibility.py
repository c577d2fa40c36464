"""Every page in every state, judged by axe-core by the rules of WCAG 2.2, levels A and AA.

What axe-core cannot see, such as the contrast within charts, is in ``test_contrast``.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import ROOT, TROUSERS, WINDOW, draw, new_visitor, open_lab, settle
from tests.e2e.test_training import button, start_article, stop

LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1400, "light"), (400, "dark"))
"""Widths of the window, and themes."""

TRIES = 5
"""A second apart: parts of a page fade in when they have arrived, and fade while it is rerun."""

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"heading-order": {"enabled": True}},
    "resultTypes": ["violations"],
}

FAILING = ("moderate", "serious", "critical")

IN_TRANSITION = """() => document.getAnimations().every(
    (animation) => !(animation instanceof CSSTransition) || animation.playState !== "running")"""


@pytest.fixture
def page(browser: Browser, app_url: str) -> Iterator[Page]:
    with new_visitor(browser) as visitor:
        yield open_lab(visitor, app_url)


def violations(page: Page) -> list[str]:
    """Those of a page that has come to rest."""
    for _ in range(TRIES - 1):
        if not violations_now(page):
            return []
        page.wait_for_timeout(1000)
    return violations_now(page)


def violations_now(page: Page) -> list[str]:
    page.wait_for_function(IN_TRANSITION)
    results: dict[str, Any] = Axe().run(page, options=OPTIONS).response
    return [
        f"{rule['id']} {node['target']}: {node['failureSummary']}"
        for rule in results["violations"]
        if rule["impact"] in FAILING
        for node in rule["nodes"]
    ]


def assert_accessible(page: Page, title: str) -> None:
    """In a wide window with the light theme, and in a narrow one with the dark theme."""
    assert page.title() == f"{title} - CNN lab"
    found = {}
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": WINDOW["height"]})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        # Streamlit changes its theme without a rerun.
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        found[width, scheme] = violations(page)
    assert not any(found.values()), found


def open_page(page: Page, address: str, title: str) -> None:
    page.goto(address)
    page.get_by_role("heading", name=title, level=1).wait_for()
    # Until the pictures and the parts of the interface have arrived, there is nothing to judge.
    page.wait_for_load_state("networkidle")
    settle(page)


def test_an_empty_canvas_and_a_drawing(page: Page) -> None:
    assert_accessible(page, "Try it")
    page.set_viewport_size(WINDOW)
    draw(page, TROUSERS)
    expect(page.get_by_role("heading", name="Trouser", exact=True)).to_be_visible()
    settle(page)
    assert_accessible(page, "Try it")


def test_the_answer_is_announced(page: Page) -> None:
    draw(page, TROUSERS)
    expect(page.get_by_role("status").filter(has_text="Trouser with")).to_have_count(1)
    bars = page.get_by_role("img", name="Probabilities of the ten classes")
    expect(bars).to_have_attribute("aria-label", re.compile("T-shirt/top .*, Ankle boot .*%"))


def test_a_photo_and_a_refused_file(page: Page) -> None:
    page.get_by_role("radio", name="Upload").click()
    files = page.locator("input[type=file]")
    files.set_input_files(ROOT / "assets" / "examples" / "dress.png")
    expect(page.get_by_role("heading", name="Dress", exact=True)).to_be_visible()
    settle(page)
    assert_accessible(page, "Try it")
    page.set_viewport_size(WINDOW)
    files.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_role("heading", name="Dress", exact=True)).to_have_count(0)
    settle(page)
    assert_accessible(page, "Try it")


def test_an_example(page: Page) -> None:
    page.get_by_role("radio", name="Example").click()
    page.get_by_role("radio", name="Bag", exact=True).click()
    expect(page.get_by_role("heading", name="Bag", exact=True)).to_be_visible()
    settle(page)
    assert_accessible(page, "Try it")


@pytest.mark.parametrize("query", ["", "guess=true", "outcome=Wrong"])
def test_the_cards_of_samples(tab: Page, app_url: str, query: str) -> None:
    open_page(tab, f"{app_url}/samples?{query}", "What does it get right?")
    assert_accessible(tab, "Samples")


def test_the_details_of_a_misclassified_garment(tab: Page, app_url: str) -> None:
    open_page(tab, f"{app_url}/samples?truth=Shirt&answer=Coat", "What does it get right?")
    tab.locator("[class*=st-key-card_]").first.get_by_role("button").click()
    details = tab.get_by_role("dialog")
    details.get_by_role("img", name="Probabilities of the ten classes").wait_for()
    settle(tab)
    assert_accessible(tab, "Samples")


@pytest.mark.parametrize(
    ("view", "last"),
    [
        ("Layers", "[data-testid=stGraphVizChart] svg"),
        ("What it sees", "input[type=range]"),
        ("Where it looks", "[data-testid=stImage] >> nth=5"),
        ("How it learned", "[data-testid=stVegaLiteChart] >> nth=3"),
        ("Surgery", "text=Accuracy on 1,000 validation garments"),
    ],
)
def test_the_views_of_what_is_inside(tab: Page, app_url: str, view: str, last: str) -> None:
    open_page(tab, f"{app_url}/inside?view={view}", "What is inside?")
    tab.locator(last).wait_for()
    assert_accessible(tab, "Inside")


@pytest.mark.parametrize(
    ("view", "last"),
    [
        ("What it confuses", "[data-testid=stVegaLiteChart]"),
        ("How sure", "[data-testid=stVegaLiteChart] >> nth=1"),
        ("How steady", "[data-testid=stImage] >> nth=12"),
        ("Hard cases", "[data-testid=stImage] >> nth=20"),
        ("Wrong labels?", "[data-testid=stImage] >> nth=10"),
        ("Model card", "[data-testid=stDownloadButton]"),
    ],
)
def test_the_views_of_how_good_a_model_is(tab: Page, app_url: str, view: str, last: str) -> None:
    open_page(tab, f"{app_url}/model?view={view}", "How good is it?")
    tab.locator(last).wait_for()
    assert_accessible(tab, "Model")


def test_the_code_of_the_article(tab: Page, app_url: str) -> None:
    open_page(tab, f"{app_url}/article?network=c16x3-m2-f-d100", "What if you change a line?")
    button(tab, "Train this code").hover()
    assert_accessible(tab, "Article")


def test_train_before_a_run_and_the_comparison(tab: Page, app_url: str) -> None:
    open_page(tab, f"{app_url}/train", "How does it learn?")
    button(tab, "Start training").hover()
    assert_accessible(tab, "Train")
    button(tab, "The article's CNN against the dense network").click()
    tab.get_by_test_id("stDataFrame").wait_for()
    settle(tab)
    assert_accessible(tab, "Train")


def test_a_run_and_its_result(tab: Page, app_url: str) -> None:
    open_page(tab, f"{app_url}/train", "How does it learn?")
    start_article(tab)
    assert_accessible(tab, "Train")
    tab.set_viewport_size(WINDOW)
    stop(tab)
    settle(tab)
    assert_accessible(tab, "Train")
