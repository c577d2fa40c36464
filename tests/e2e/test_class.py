"""A lesson in real browsers: a teacher at the projector and two students."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import WINDOW, App, new_visitor, own_app, settle
from tests.e2e.test_accessibility import assert_accessible
from tests.e2e.test_widths import assert_fits

TITLE = "How does it learn?"

PROJECTOR: ViewportSize = {"width": 1280, "height": 680}
PHONE: ViewportSize = {"width": 400, "height": 860}

LESSON = "recipe=dense&epochs=2&training_images=1000"


@pytest.fixture(scope="module")
def app(fashion_mnist_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with own_app(tmp_path_factory.mktemp("class"), fashion_mnist_folder) as app:
        yield app


def open_view(page: Page, app: App, query: str) -> None:
    page.goto(f"{app.url}/train?{query}")
    page.get_by_role("heading", name=TITLE).wait_for()
    settle(page)


def go_to_view(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()
    settle(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def nickname(page: Page, name: str) -> None:
    page.get_by_role("textbox", name="Nickname").fill(name)
    press(page, "Join")
    page.get_by_text(f"{name}, you").wait_for()


def test_a_class_learns_together(browser: Browser, app: App) -> None:
    with ExitStack() as stack:
        teacher, ada, alan = (
            stack.enter_context(new_visitor(browser, viewport)).new_page()
            for viewport in (PROJECTOR, WINDOW, PHONE)
        )
        # The teacher chooses settings, opens a class and hands them out.
        open_view(teacher, app, LESSON)
        go_to_view(teacher, "Class")
        press(teacher, "Open a class")
        heading = teacher.get_by_role("heading", name=re.compile("^Class "))
        code = heading.inner_text().removeprefix("Class ")
        expect(teacher.get_by_alt_text("QR code of")).to_be_visible()
        teacher.get_by_text("Settings for everybody").click()
        teacher.get_by_role("button", name="Maximum epochs", exact=True).click()
        press(teacher, "Hand out my settings")
        teacher.get_by_text("Handed out: Dense network, maximum epochs 2").wait_for()

        # One student follows the invitation, the other types the code.
        open_view(ada, app, f"view=Class&class={code.replace(' ', '')}")
        nickname(ada, "Ada")
        open_view(alan, app, "view=Class")
        alan.get_by_role("textbox", name="Code").fill(code.lower())
        nickname(alan, "Alan")
        teacher.get_by_role("heading", name="2 students").wait_for()

        # Ada trains what was handed out; everybody sees it, and nobody else steers it.
        go_to_view(ada, "Train")
        ada.get_by_text("Set for this lesson: maximum epochs 2.").wait_for()
        expect(ada.get_by_role("slider", name="Maximum epochs")).to_have_count(0)
        press(ada, "Start training")
        ada.wait_for_url("**run=*")
        for other in (teacher, alan):
            other.get_by_role("heading", name="Ada: Dense network 1").wait_for()
            expect(other.get_by_role("button", name="Pause")).to_have_count(0)
        # A reload in the middle of a lesson loses nothing.
        alan.reload()
        settle(alan)
        alan.get_by_text("Alan, you").wait_for()

        teacher.get_by_test_id("stDataFrame").wait_for()
        press(teacher, "Reveal test results")
        expect(teacher.get_by_role("button", name="Reveal test results")).to_have_count(0)
        assert_accessible(teacher, "Train")
        teacher.set_viewport_size({"width": 320, "height": 800})
        assert_fits(teacher)
        teacher.set_viewport_size(PROJECTOR)
        # The run is compared by its owner's name, and opened by its link.
        go_to_view(ada, "Class")
        ada.get_by_role("button", name="Ada, Dense network 1", exact=True).click()
        ada.get_by_role("button", name="Pre-trained: Article CNN", exact=True).click()
        expect(ada.get_by_test_id("stVegaLiteChart")).to_have_count(4)
        alan.get_by_role("link", name="Open").click()
        alan.get_by_role("heading", name="You are watching Dense network 1").wait_for()
        expect(alan.get_by_text("Test accuracy").first).to_be_visible()

        press(teacher, "End class")
        press(teacher, "End it now")
        teacher.get_by_role("heading", name="Join a class").wait_for()
        ada.get_by_role("heading", name="Join a class").wait_for()
