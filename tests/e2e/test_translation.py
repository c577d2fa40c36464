"""A browser's page translation, which puts elements of its own in place of texts."""

import re

from playwright.sync_api import Page, expect

from tests.browser import NO_ANSWER, RESET, TROUSERS, draw, go_to, settle

TRANSLATE = """() => {
    const translate = () => {
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        while (texts.nextNode()) found.push(texts.currentNode);
        for (const text of found) {
            const parent = text.parentElement;
            if (!text.data.trim()) continue;
            if (parent.closest("[translate=no], font, script, style")) continue;
            const outer = document.createElement("font");
            const inner = outer.appendChild(document.createElement("font"));
            inner.textContent = text.data;
            parent.replaceChild(outer, text);
        }
    };
    translate();
    new MutationObserver(translate).observe(document.body, {childList: true, subtree: true});
}"""
"""What Google Translate does in Chromium, without changing the words."""


def test_the_answer_follows_the_drawing_on_a_translated_page(page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.evaluate(TRANSLATE)
    draw(page, TROUSERS)
    expect(page.get_by_role("heading", name="Trouser", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile("^(More than )?[0-9.]+% sure$"))).to_be_visible()
    page.get_by_role("button", name=RESET).click()
    expect(page.get_by_role("heading", name=NO_ANSWER)).to_be_visible()
    page.get_by_role("radio", name="Example").click()
    page.get_by_role("radio", name=re.compile("^Bag$")).click()
    expect(page.get_by_role("heading", name="Bag", exact=True)).to_be_visible()
    page.get_by_role("radio", name="Boot").click()
    expect(page.get_by_role("heading", name="Ankle boot", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Bag", exact=True)).to_have_count(0)
    go_to(page, "Samples", "What does it get right?")
    settle(page)
    assert not errors
