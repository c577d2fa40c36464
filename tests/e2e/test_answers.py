"""The answer belongs to the image that is shown."""

import io
import math
import re

import keras
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from cnn import pretrained
from cnn.data.labels import IMAGE_SIDE
from tests.browser import NO_ANSWER, RESET, TROUSERS, drag, draw, settle, wait_for_canvas


def shown_image(page: Page) -> tuple[str, np.ndarray]:
    """The title of the last preprocessing step, and its picture: uint8 (28, 28)."""
    step = page.get_by_role("img", name="Preprocessing step: ").last
    title = (step.get_attribute("alt") or "").removeprefix("Preprocessing step: ")
    content = page.request.get(step.evaluate("image => image.src")).body()
    enlarged = np.asarray(Image.open(io.BytesIO(content)).convert("L"))
    scale = len(enlarged) // IMAGE_SIDE
    return title, enlarged[scale // 2 :: scale, scale // 2 :: scale]


@pytest.mark.parametrize("example", ["Trouser", "Sandal", "Shirt"])
def test_the_bars_are_the_softmax_of_the_image_shown_last(page: Page, example: str) -> None:
    page.get_by_role("combobox", name=re.compile("Model$")).click()
    page.get_by_role("option", name=re.compile("Article CNN")).click()
    page.get_by_role("radio", name="Example").click()
    page.get_by_role("radio", name=example, exact=True).click()
    picture = page.get_by_role("img", name=f"Example: {example}")
    expect(picture).to_be_visible()
    settle(page)
    title, image = shown_image(page)
    assert title.startswith("Mirrored") == (example == "Sandal")

    model = keras.models.load_model(pretrained.ARTICLE_CNN.path)
    [expected] = model.predict(image[np.newaxis, ..., np.newaxis] / np.float32(255), verbose=0)
    bars = page.locator("[class*=st-key-class_bars] .bar")
    widths = [float(bar.evaluate("bar => parseFloat(bar.style.width)")) for bar in bars.all()]
    np.testing.assert_allclose(widths, 100 * expected, atol=0.02)


def test_a_smiley_is_told_to_be_no_garment(page: Page) -> None:
    face = [(160 + 110 * math.cos(t / 4), 160 + 110 * math.sin(t / 4)) for t in range(26)]
    mouth = [(160 + 60 * math.cos(t / 5), 165 + 60 * math.sin(t / 5)) for t in range(2, 14)]
    for stroke in (face, mouth, [(120, 110), (120, 135)], [(200, 110), (200, 135)]):
        drag(page, stroke)
    expect(page.get_by_role("heading", name=re.compile(r"^[\w/ -]+\?$"), level=2)).to_be_visible()
    expect(page.get_by_text("This looks unlike any garment the network has seen")).to_be_visible()
    page.get_by_role("button", name=RESET).click()
    expect(page.get_by_role("heading", name=NO_ANSWER)).to_be_visible()
    wait_for_canvas(page)
    draw(page, TROUSERS)
    expect(page.get_by_role("heading", name="Trouser", exact=True)).to_be_visible()
    expect(page.get_by_text("This looks unlike any garment")).to_have_count(0)
