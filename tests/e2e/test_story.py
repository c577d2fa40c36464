"""A visitor's story: upload a drawing, train, find a mistake, read the test accuracy.

What can be done on the canvas is in test_canvas.py.
"""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import ROOT, TITLE, go_to


def answer(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name, exact=True)


def test_an_uploaded_drawing_is_answered(page: Page) -> None:
    page.get_by_role("radio", name="Upload").click()
    page.locator("input[type=file]").set_input_files(ROOT / "assets" / "examples" / "dress.png")
    expect(answer(page, "Dress")).to_be_visible()


def test_a_text_file_named_png_gets_a_sentence(page: Page, tmp_path: Path) -> None:
    words = tmp_path / "words.png"
    words.write_text("just some words")
    page.get_by_role("radio", name="Upload").click()
    page.locator("input[type=file]").set_input_files(words)
    expect(page.get_by_text("not a picture that can be read")).to_be_visible()


def test_one_epoch_on_the_real_data_is_watched_and_used(page: Page) -> None:
    go_to(page, "Train", "How does it learn?")
    # The keyboard takes the slider to its first value: one epoch.
    page.get_by_role("slider", name="Maximum epochs").focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text(re.compile(r"batch [\d,]+ of 1,500"))).to_be_visible()
    points = page.get_by_test_id("stVegaLiteChart").first.locator("path.mark-line, .mark-line path")
    expect(points.first).to_be_visible()
    before = points.first.get_attribute("d")
    expect(points.first).not_to_have_attribute("d", before or "")

    # A reload loses neither the run nor the right to stop it.
    page.reload()
    page.get_by_role("heading", name="How does it learn?").wait_for()
    stop = page.get_by_role("button", name="Stop")
    expect(stop.or_(page.get_by_role("button", name="Use this model"))).to_be_visible()

    page.get_by_role("button", name="Use this model").wait_for()
    expect(page.get_by_text("Finished its epoch")).to_be_visible()
    page.get_by_role("button", name="Reveal test result").click()
    accuracy = page.get_by_test_id("stMetric").filter(has_text="Test accuracy")
    assert 80 < float(re.findall(r"[\d.]+", accuracy.inner_text())[0]) < 95
    with page.expect_download() as download:
        page.get_by_role("button", name="Download model").click()
    assert download.value.path().stat().st_size > 1_000_000
    page.get_by_role("button", name="Use this model").click()
    page.get_by_role("heading", name=TITLE).wait_for()
    expect(page.get_by_role("combobox", name=re.compile("Model"))).to_have_value(
        re.compile(r"Article CNN \d+: your run")
    )


def test_a_wrong_sample_is_found_and_opened(page: Page) -> None:
    go_to(page, "Samples", "What does it get right?")
    page.get_by_text("12,000 of 12,000 validation garments").wait_for()
    page.get_by_role("radio", name="Wrong").click()
    count = page.get_by_text(re.compile(r"^[\d,]+ of 12,000 validation garments, \d+%$"))
    expect(count).to_be_visible()
    page.locator("[class*=st-key-open_] button").first.click()
    dialog = page.get_by_role("dialog")
    label, prediction = (
        dialog.get_by_text(re.compile(f"^{start}: ")).inner_text().split(": ")[1]
        for start in ("Labeled", "Prediction")
    )
    assert label != prediction


def test_the_test_result_and_the_calculation_are_shown_on_request(page: Page) -> None:
    go_to(page, "Model", "How good is it?")
    page.get_by_role("button", name="Reveal test result").click()
    accuracy = page.get_by_test_id("stMetric").filter(has_text="Test accuracy")
    assert float(re.findall(r"[\d.]+", accuracy.inner_text())[0]) >= 90.5
    go_to(page, "Inside", "What is inside?")
    page.get_by_text("Show how the parameters are calculated").click()
    expect(page.get_by_text("3·3·1·32 = 288")).to_be_visible()
    expect(page.get_by_test_id("stGraphVizChart").locator("svg")).to_be_visible()
