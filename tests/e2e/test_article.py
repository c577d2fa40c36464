"""The article's code, changed, trained and sent, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import App, new_visitor, own_app, settle
from tests.e2e.test_training import button

TITLE = "What if you change a line?"


@pytest.fixture(scope="module")
def app(fashion_mnist_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with own_app(tmp_path_factory.mktemp("article"), fashion_mnist_folder) as app:
        yield app


@pytest.fixture
def page(browser: Browser, app: App) -> Iterator[Page]:
    with new_visitor(browser) as visitor:
        page = visitor.new_page()
        open_article(page, f"{app.url}/article")
        yield page


def open_article(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("heading", name=TITLE).wait_for()
    page.wait_for_load_state("networkidle")
    settle(page)


def choose(page: Page, setting: str, value: str) -> None:
    box = page.get_by_role("combobox", name=re.compile(setting))
    # The list closes when the page scrolls, as it does under a click outside the window.
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(400)
    box.click()
    page.get_by_role("option", name=value, exact=True).click()


def test_a_line_is_changed_trained_and_sent(page: Page, browser: Browser) -> None:
    expect(page.get_by_text("323,286 parameters in 8 layers")).to_be_visible()
    choose(page, "Filters of layer 1", "16 filters")
    expect(page.get_by_text("3·3·1·16 + 16 = 160")).to_be_visible()
    expect(page.get_by_text("319,030 parameters in 8 layers")).to_be_visible()
    expect(page.get_by_test_id("stCode").nth(2)).to_contain_text("Conv2D(16, ")
    expect(page.get_by_test_id("stCode").nth(2)).to_contain_text("# changed")
    page.get_by_role("spinbutton", name="Maximum epochs").fill("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**network=c16x3-m2-c64x2-m2-f-d100-o0.4*epochs=1*")
    expect(page.get_by_text("Train this code to see its result here.")).to_have_count(4)
    button(page, "Train this code").click()
    lines = page.locator(".st-key-fit_lines")
    expect(lines).to_contain_text(
        re.compile(r"Epoch 1/1\n?\d+/1500 .* - accuracy: 0\.\d{4} - loss")
    )
    expect(page.get_by_text("This appears when the training is over.")).to_have_count(3)
    button(page, "Use this model").wait_for()
    expect(lines).to_contain_text(re.compile(r"1500/1500 .* - val_loss: 0\.\d{4}"))
    picture = page.get_by_role("img", name="The shapes from layer to layer")
    expect(picture).to_have_accessible_name(re.compile("Convolution 28 x 28 x 16"))
    expect(page.get_by_role("img", name="Training and validation loss by epoch")).to_be_visible()
    page.get_by_text("Beside the article's CNN").click()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    expect(page.get_by_text(re.compile(r"^validation loss 0\.\d+, accuracy 0\.8"))).to_be_visible()
    expect(page.get_by_text(re.compile("prediction: .*, label: Bag"))).to_be_visible()
    expect(page.get_by_text("Train this code to see its result here.")).to_have_count(0)

    page.reload()
    settle(page)
    expect(page.get_by_text("319,030 parameters in 8 layers")).to_be_visible()
    button(page, "Use this model").wait_for()
    with new_visitor(browser) as somebody_else:
        received = somebody_else.new_page()
        open_article(received, page.url)
        expect(received.get_by_text("319,030 parameters in 8 layers")).to_be_visible()
        button(received, "Train this code").wait_for()
        button(received, "Back to the article").click()
        expect(received.get_by_text("323,286 parameters in 8 layers")).to_be_visible()
        received.wait_for_url(re.compile(r"/article\??$"))


def test_the_whole_code_is_copied(page: Page, app: App) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app.url)
    choose(page, "Filters of layer 1", "8 filters")
    expect(page.get_by_test_id("stCode").nth(2)).to_contain_text("Conv2D(8, ")
    settle(page)
    button(page, "Copy code").click()
    button(page, "Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "layers.Conv2D(8, " in copied
    assert "model.fit(" in copied
    compile(copied, "copied", "exec")


def test_a_layer_is_removed_by_the_keyboard(page: Page) -> None:
    remove = button(page, "Remove layer 4, pooling")
    remove.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1,264,")).to_be_visible()
    expect(page.get_by_test_id("stCode").nth(2)).to_contain_text(
        re.compile(r"^# removed: model.add\(layers.MaxPooling2D\(2\)\)$", re.M)
    )


def test_what_cannot_be_built_is_told_where_it_was_caused(page: Page) -> None:
    choose(page, "Kernel size of layer 3", "7 x 7")
    expect(page.get_by_text("7·7·32·64 + 64 = 100,416")).to_be_visible()
    settle(page)
    choose(page, "Units of layer 6", "512 units")
    expect(page.get_by_text("3136·512 + 512 = ")).to_be_visible()
    settle(page)
    expect(page.get_by_text(re.compile("of them are in one layer"))).to_have_count(0)
    for _ in range(3):
        before = page.get_by_role("combobox", name=re.compile("Filters of layer")).count()
        button(page, "Add convolution and pooling").click()
        filters = page.get_by_role("combobox", name=re.compile("Filters of layer"))
        expect(filters).to_have_count(before + 1)
        settle(page)
    expect(page.get_by_role("alert")).to_contain_text("leaves nothing of 1 x 1 pixels")
    expect(button(page, "Train this code")).to_be_disabled()
