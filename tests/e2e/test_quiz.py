"""The quiz on the page Samples, played to its end by keyboard alone, and shared by its address."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, WebSocket, expect

from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.quiz import PAUSE
from tests.browser import new_visitor, settle
from tests.e2e.test_accessibility import assert_accessible

VIEW = "samples?view=Beat+it"
LAST = re.compile(r"Last one: .+\. You said .+, the model said .+\.")


def open_quiz(page: Page, app_url: str, query: str = "") -> None:
    page.goto(f"{app_url}/{VIEW}{query}")
    page.get_by_role("button", name="Start").wait_for()
    page.wait_for_load_state("networkidle")
    settle(page)


def start(page: Page, app_url: str, query: str = "&quiz=7") -> None:
    open_quiz(page, app_url, query)
    page.get_by_role("button", name="Start").click()
    wait_for_garment(page, 1)


def wait_for_garment(page: Page, number: int) -> None:
    """Until a garment can be named, which nobody can at once."""
    picture(page, number).wait_for()
    settle(page)
    page.wait_for_timeout(PAUSE * 1000)


def picture(page: Page, number: int) -> Locator:
    return page.get_by_role("img", name=f"Garment {number} of 20", exact=True)


def answers(page: Page) -> Locator:
    return page.locator(".st-key-quiz_answers button")


def tab_to(page: Page, name: str) -> int:
    """Presses Tab until a button has the focus; returns how often."""
    button = page.get_by_role("button", name=name)
    for presses in range(1, 30):
        page.keyboard.press("Tab")
        if button.evaluate("(button) => button === document.activeElement"):
            return presses
    raise AssertionError(f"{name} cannot be reached")


def play(page: Page) -> None:
    """Answers with one key after the other, up to the end."""
    for number in range(1, 21):
        wait_for_garment(page, number)
        page.keyboard.press(str(number % 10))
    page.get_by_role("button", name="Play again").wait_for()
    settle(page)


def test_the_quiz_is_played_by_keyboard_alone(tab: Page, app_url: str) -> None:
    open_quiz(tab, app_url)
    tab.get_by_role("radio", name="Beat it").focus()
    assert tab_to(tab, "Start") == 1
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"quiz=\d+"))
    address = tab.url
    status = tab.get_by_role("status")
    for number in range(1, 21):
        wait_for_garment(tab, number)
        assert named_in(tab) == set()
        tab.keyboard.press(str(number % 10))
        expect(status.filter(has_text=LAST)).to_contain_text(
            f"You said {CLASS_NAMES[(number - 1) % 10]}, the model said "
        )
    scores = tab.get_by_role("heading", name=re.compile(r"You: \d+ of 20\. Robust CNN: \d+ of 20"))
    expect(status.filter(has_text=LAST)).to_contain_text(scores.inner_text())
    expect(tab.get_by_test_id("stCode")).to_contain_text(address.partition("?")[2])
    expect(tab.get_by_role("img", name=re.compile(r"^Garment \d+: "))).to_have_count(20)
    tab_to(tab, "Play again")
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: url != address)
    picture(tab, 1).wait_for()


def named_in(page: Page) -> set[str]:
    """The classes that the quiz names anywhere but on its buttons and in the line above."""
    text = page.locator(".st-key-quiz").evaluate(
        """(quiz) => {
            const copy = quiz.cloneNode(true);
            copy.querySelectorAll("button").forEach((button) => button.remove());
            return copy.outerHTML;
        }"""
    )
    return {name for name in CLASS_NAMES if name in text}


def test_the_server_does_not_give_the_label_away(page: Page, app_url: str) -> None:
    received: list[bytes] = []

    def collect(frame: bytes | str) -> None:
        received.append(frame if isinstance(frame, bytes) else frame.encode())

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", collect)

    page.on("websocket", listen)
    open_quiz(page, app_url, "&quiz=7")
    received.clear()
    page.get_by_role("button", name="Start").click()
    wait_for_garment(page, 1)
    counts = {name: b"".join(received).count(name.encode()) for name in CLASS_NAMES}
    assert min(counts.values()) > 0
    assert len(set(counts.values())) == 1, counts


def test_an_address_gives_everybody_the_same_garments(browser: Browser, app_url: str) -> None:
    seen = []
    for query in ("&quiz=7", "&quiz=7&model=dense_network", "&quiz=8"):
        with new_visitor(browser) as visitor:
            page = visitor.new_page()
            start(page, app_url, query)
            pictures = []
            for number in range(1, 4):
                wait_for_garment(page, number)
                pictures.append(picture(page, number).get_attribute("src"))
                page.keyboard.press("1")
            seen.append(pictures)
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def test_a_reload_keeps_the_answers_and_another_visitor_has_none(
    tab: Page, browser: Browser, app_url: str
) -> None:
    start(tab, app_url)
    tab.keyboard.press("3")
    wait_for_garment(tab, 2)
    tab.keyboard.press("0")
    wait_for_garment(tab, 3)
    tab.reload()
    wait_for_garment(tab, 3)
    expect(tab.get_by_role("status").filter(has_text=LAST)).to_contain_text("You said Ankle boot")
    with new_visitor(browser) as visitor:
        open_quiz(visitor.new_page(), app_url, "&quiz=7")


def test_the_number_block_answers_too(tab: Page, app_url: str) -> None:
    start(tab, app_url)
    tab.keyboard.press("Shift+Numpad4")  # Playwright's keyboard has Num Lock off
    status = tab.get_by_role("status").filter(has_text=LAST)
    expect(status).to_contain_text("You said Dress")
    wait_for_garment(tab, 2)
    tab.keyboard.press("Shift+Numpad0")
    expect(status).to_contain_text("You said Ankle boot")


def test_held_keys_and_double_clicks_answer_one_garment(tab: Page, app_url: str) -> None:
    start(tab, app_url)
    for _ in range(30):
        tab.keyboard.down("1")  # from the second time on, as a held key repeats itself
        tab.wait_for_timeout(50)
    tab.keyboard.up("1")
    wait_for_garment(tab, 2)
    expect(picture(tab, 3)).to_have_count(0)
    answers(tab).nth(4).dblclick(delay=80)
    wait_for_garment(tab, 3)
    expect(picture(tab, 3)).to_be_visible()


@pytest.mark.parametrize(
    "window", [{"width": 1400, "height": 900}, {"width": 400, "height": 860}], ids=["wide", "phone"]
)
def test_picture_and_answers_are_in_view_together_and_stay_in_place(
    browser: Browser, app_url: str, window: ViewportSize
) -> None:
    with new_visitor(browser, window) as visitor:
        page = visitor.new_page()
        start(page, app_url)
        expect(answers(page)).to_have_count(10)
        places = []
        for number in (1, 2, 3):
            wait_for_garment(page, number)
            expect(picture(page, number)).to_be_in_viewport(ratio=1)
            for button in answers(page).all():
                expect(button).to_be_in_viewport(ratio=1)
            places.append([button.bounding_box() for button in answers(page).all()])
            answers(page).nth(6).click()
        assert places[0] == places[1] == places[2]
        assert all(box is not None and box["height"] >= 24 for box in places[0])
        assert page.evaluate("document.scrollingElement.scrollWidth") <= window["width"]


def test_a_garment_to_name_is_accessible(tab: Page, app_url: str) -> None:
    start(tab, app_url)
    tab.keyboard.press("1")
    wait_for_garment(tab, 2)
    assert_accessible(tab, "Samples")


def test_the_end_is_accessible(tab: Page, app_url: str) -> None:
    start(tab, app_url)
    play(tab)
    assert_accessible(tab, "Samples")
