"""Addresses: what is on a page survives a reload, and can be sent to somebody else."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnn import pretrained
from cnn.pretrained import PretrainedModel
from cnn.runs.record import MODEL_FILE, RECORD_FILE
from cnn.runs.run import RunLabel
from cnn.runs.scratch import new_scratch_folder
from cnn.runs.store import RunStore
from tests.browser import TITLE, go_to, new_visitor, running_app, settle

SAMPLES = "What does it get right?"
MODEL = "How good is it?"


def title(model: PretrainedModel) -> str:
    """How the model picker calls it."""
    return f"{model.title}: {model.purpose}, {model.record.validation.accuracy:.1%}"


ARTICLE, DENSE, DEFAULT = map(
    title, (pretrained.ARTICLE_CNN, pretrained.DENSE_NETWORK, pretrained.DEFAULT)
)


def choice(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=re.compile(f"\\b{name}$"))


def choose(page: Page, name: str, option: str) -> None:
    # A list closes when the page is drawn again.
    settle(page)
    choice(page, name).click()
    page.get_by_role("option", name=option, exact=True).click()


def open_address(page: Page, address: str, title: str) -> None:
    page.goto(address)
    page.get_by_role("heading", name=title).wait_for()
    choice(page, "Model").wait_for()
    settle(page)


def test_a_selection_of_samples_can_be_sent(browser: Browser, page: Page, app_url: str) -> None:
    go_to(page, "Samples", SAMPLES)
    choose(page, "Model", ARTICLE)
    page.wait_for_url("**model=article_cnn")
    choose(page, "Label", "Shirt")
    choose(page, "Prediction", "Coat")
    choose(page, "Order", "Least sure first")
    page.get_by_role("radio", name="Wrong").click()
    count = page.get_by_text(re.compile(r"^\d+ of 1,218 shirts, \d+%$"))
    expect(count).to_be_visible()
    page.wait_for_url(re.compile("outcome=Wrong"))
    settle(page)
    page.get_by_role("button", name="Next page").click()
    page.wait_for_url(re.compile("page=2"))
    settle(page)
    page.locator("[class*=st-key-open_] button").nth(3).click()
    garment = page.get_by_role("dialog").get_by_text(re.compile(r"^Garment [\d,]+ of 12,000"))
    garment.wait_for()
    page.wait_for_url(re.compile("garment="))
    settle(page)
    sent, shown, number = page.url, count.inner_text(), garment.inner_text()
    for part in ("model=article_cnn", "truth=Shirt", "answer=Coat", "order=Least+sure+first"):
        assert part in sent

    page.reload()
    expect(page.get_by_role("dialog").get_by_text(number)).to_be_visible()
    with new_visitor(browser) as somebody_else:
        received = somebody_else.new_page()
        open_address(received, sent, SAMPLES)
        expect(received.get_by_role("dialog").get_by_text(number)).to_be_visible()
        expect(received.get_by_text(shown)).to_be_visible()
        for name, value in (
            ("Model", ARTICLE),
            ("Label", "Shirt"),
            ("Prediction", "Coat"),
            ("Order", "Least sure first"),
        ):
            expect(choice(received, name)).to_have_value(value)
        expect(received.get_by_role("radio", name="Wrong")).to_be_checked()
        expect(received.get_by_role("button", name="Page 2")).to_have_attribute(
            "aria-current", "page"
        )
        assert received.url == sent


def test_the_address_has_the_open_garment(tab: Page, app_url: str) -> None:
    open_address(tab, f"{app_url}/samples?garment=2", SAMPLES)
    dialog = tab.get_by_role("dialog")
    expect(dialog.get_by_text("Garment 2 of 12,000")).to_be_visible()
    expect(dialog.get_by_role("button", name="Next")).to_be_enabled()
    settle(tab)
    tab.keyboard.press("ArrowRight")
    tab.wait_for_url("**garment=3")
    settle(tab)
    tab.go_back()
    expect(dialog.get_by_text("Garment 2 of 12,000")).to_be_visible()
    settle(tab)
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    tab.wait_for_url("**/samples")


def test_the_address_has_the_model_on_each_page(browser: Browser, tab: Page, app_url: str) -> None:
    open_address(tab, app_url, TITLE)
    expect(choice(tab, "Model")).to_have_value(DEFAULT)
    choose(tab, "Model", ARTICLE)
    tab.wait_for_url(f"{app_url}/?model=article_cnn")
    tab.reload()
    tab.get_by_role("heading", name=TITLE).wait_for()
    expect(choice(tab, "Model")).to_have_value(ARTICLE)
    for link, path, title in (
        ("Model", "model", MODEL),
        ("Samples", "samples", SAMPLES),
        ("Try it", "", TITLE),
    ):
        go_to(tab, link, title)
        tab.wait_for_url(f"{app_url}/{path}?model=article_cnn")
        expect(choice(tab, "Model")).to_have_value(ARTICLE)
        with new_visitor(browser) as somebody_else:
            received = somebody_else.new_page()
            open_address(received, tab.url, title)
            expect(choice(received, "Model")).to_have_value(ARTICLE)


def test_a_finished_run_can_be_sent(browser: Browser, tmp_path: Path) -> None:
    store = RunStore(tmp_path / "home" / "runs")
    folder = new_scratch_folder(store.folder)
    shutil.copyfile(pretrained.ARTICLE_CNN.path, folder / MODEL_FILE)
    (folder / RECORD_FILE).write_text(pretrained.ARTICLE_CNN.record.to_json())
    store.keep(
        folder, "0123456789ab", RunLabel("somebody else", "Row by the window", revealed=False)
    )
    with running_app(tmp_path) as app, new_visitor(browser) as visitor:
        page = visitor.new_page()
        open_address(page, f"{app.url}/model?model=0123456789ab", MODEL)
        expect(choice(page, "Model")).to_have_value(re.compile("^Row by the window"))
        go_to(page, "Try it", TITLE)
        page.wait_for_url("**/?model=0123456789ab")
        expect(choice(page, "Model")).to_have_value(re.compile("^Row by the window"))


def test_a_page_that_the_visitor_goes_back_to_has_its_model(tab: Page, app_url: str) -> None:
    open_address(tab, f"{app_url}/?model=article_cnn", TITLE)
    go_to(tab, "Model", MODEL)
    tab.wait_for_url("**/model?model=article_cnn")
    settle(tab)
    choose(tab, "Model", DENSE)
    tab.wait_for_url("**/model?model=dense_network")
    settle(tab)
    while "/model" in tab.url:
        tab.go_back()
        settle(tab)
    tab.get_by_role("heading", name=TITLE).wait_for()
    expect(choice(tab, "Model")).to_have_value(ARTICLE)


def returns_from_samples(tab: Page, samples: str, model: str) -> None:
    """Samples opens at an address, and one step back leads to the address of Model."""
    tab.get_by_role("heading", name=SAMPLES).wait_for()
    settle(tab)
    assert re.fullmatch(samples, tab.url.partition("/samples?")[2]), tab.url
    tab.go_back()
    tab.get_by_role("heading", name=MODEL).wait_for()
    settle(tab)
    assert tab.url == model


def test_a_hard_case_opens_and_one_step_leads_back_to_it(tab: Page, app_url: str) -> None:
    open_address(tab, f"{app_url}/model?model=article_cnn", MODEL)
    tab.get_by_role("radio", name="Hard cases").click()
    tab.get_by_role("heading", name="Sure, but wrong").wait_for()
    settle(tab)
    hard = f"{app_url}/model?model=article_cnn&view=Hard+cases"
    assert tab.url == hard
    tab.locator("[class*=st-key-open_surest_] a").first.click()
    returns_from_samples(tab, r"garment=\d+&model=article_cnn", hard)
    expect(tab.get_by_role("heading", name="Sure, but wrong")).to_be_visible()


def test_a_suspect_on_the_second_page_opens_and_one_step_leads_back_to_it(
    tab: Page, app_url: str
) -> None:
    first = f"{app_url}/model?model=article_cnn&view=Wrong+labels%3F"
    open_address(tab, first, MODEL)
    tab.get_by_role("button", name="Next page").click()
    tab.wait_for_url("**suspects_page=2**")
    settle(tab)
    second = tab.url
    tab.locator("[class*=st-key-open_suspects_] a").first.click()
    returns_from_samples(tab, r"garment=\d+&model=article_cnn", second)
    expect(tab.get_by_role("button", name="Page 2")).to_have_attribute("aria-current", "page")


def test_a_cell_of_the_matrix_opens_each_time_and_one_step_leads_back(
    tab: Page, app_url: str
) -> None:
    matrix = f"{app_url}/model?model=article_cnn"
    open_address(tab, matrix, MODEL)
    cell = tab.locator("path[aria-label*='Prediction: Coat; Label: Pullover']")
    for _ in range(2):
        # In a corner: its number lies on top in the middle.
        cell.click(position={"x": 6, "y": 6})
        returns_from_samples(tab, "truth=Pullover&answer=Coat&model=article_cnn", matrix)


@pytest.mark.parametrize(
    "query",
    [
        "model=nonsense&truth=Hat&answer=%00&order=Backwards&outcome=Maybe&page=999&guess=perhaps",
        "garment=12001&page=0",
        "garment=-1&truth=&answer=&model=",
        "garment=%C2%B2&page=x",
    ],
)
def test_nonsense_in_an_address_is_ignored(tab: Page, app_url: str, query: str) -> None:
    open_address(tab, f"{app_url}/samples?{query}", SAMPLES)
    expect(tab.get_by_text("12,000 of 12,000 validation garments")).to_be_visible()
    expect(choice(tab, "Model")).to_have_value(DEFAULT)
    expect(tab.get_by_role("dialog")).to_have_count(0)
    expect(tab.get_by_role("alert")).to_have_count(0)
    tab.wait_for_url(re.compile(r"/samples\??$"))
