"""Text has the contrast that WCAG AA asks for, 4.5, in the light and in the dark theme."""

import pytest
from playwright.sync_api import Browser, Locator

CONTRAST = """element => {
    const rgba = color => [...color.matchAll(/[\\d.]+/g)].map(Number);
    const over = ([r, g, b, a = 1], below) => [r, g, b].map((c, i) => a * c + (1 - a) * below[i]);
    const background = node => node
        ? over(rgba(getComputedStyle(node).backgroundColor), background(node.parentElement))
        : [255, 255, 255];
    const luminance = color => {
        const [r, g, b] = color.map(c => c / 255).map(
            c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const style = getComputedStyle(element);
    const behind = background(element);
    const text = over(rgba(element.closest("svg") ? style.fill : style.color), behind);
    const [dark, light] = [luminance(text), luminance(behind)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}"""


def contrast(text: Locator) -> float:
    ratio: float = text.evaluate(CONTRAST)
    return ratio


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_small_text_can_be_read(browser: Browser, app_url: str, theme: str) -> None:
    page = browser.new_page(color_scheme="dark" if theme == "dark" else "light")
    page.goto(f"{app_url}/train")
    start = page.get_by_role("button", name="Start training")
    texts = {
        "a label of a chart": page.get_by_test_id("stVegaLiteChart").first.locator("text").first,
        "a caption": page.get_by_test_id("stCaptionContainer").first.locator("p"),
        "a link": page.get_by_role("link", name="Fashion-MNIST"),
        "the chosen option": page.get_by_role("radio", checked=True).locator("p"),
        "a primary button": start.locator("p"),
    }
    for name, text in texts.items():
        text.wait_for()
        assert contrast(text) >= 4.5, name
    start.hover()
    page.wait_for_timeout(500)  # its color fades
    assert contrast(texts["a primary button"]) >= 4.5, "a primary button under the pointer"
    page.close()
