"""Two servers share a folder: a lesson whose students come to either of them."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import App, new_visitor, running_app
from tests.e2e.test_class import LESSON, nickname, open_view, press


@pytest.fixture
def apps(fashion_mnist_folder: Path, tmp_path: Path) -> Iterator[list[App]]:
    environment = {
        "CNN_HOME": str(tmp_path / "home"),
        "FASHION_MNIST_DIR": str(fashion_mnist_folder),
    }
    with ExitStack() as servers:
        apps = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            apps.append(servers.enter_context(running_app(tmp_path / name, environment)))
        yield apps
    for app in apps:
        assert "Traceback" not in app.log.read_text(), app.log.read_text()


def test_a_class_learns_together_on_two_servers(browser: Browser, apps: list[App]) -> None:
    one, two = apps
    with ExitStack() as stack:
        teacher, ada = (stack.enter_context(new_visitor(browser)).new_page() for _ in range(2))
        open_view(teacher, one, "view=Class")
        press(teacher, "Open a class")
        heading = teacher.get_by_role("heading", name=re.compile("^Class "))
        code = heading.inner_text().removeprefix("Class ").replace(" ", "")

        # Ada comes to the other server, and trains there.
        open_view(ada, two, f"view=Class&class={code}")
        nickname(ada, "Ada")
        teacher.get_by_role("heading", name="1 student", exact=True).wait_for()
        open_view(ada, two, LESSON)
        press(ada, "Start training")
        ada.wait_for_url("**run=*")
        run = ada.url.partition("run=")[2].partition("&")[0]
        teacher.get_by_role("heading", name="Ada: Dense network 1").wait_for()
        expect(teacher.get_by_test_id("stVegaLiteChart").first).to_be_visible()

        # The balancer moves her: she finds her run on the first server.
        ada.goto(f"{one.url}/train?run={run}")
        ada.get_by_role("heading", name="Dense network 1", exact=True).wait_for()
        teacher.get_by_test_id("stDataFrame").wait_for()
        press(teacher, "Reveal test results")
        expect(teacher.get_by_role("button", name="Reveal test results")).to_have_count(0)
        ada.reload()
        expect(ada.get_by_text("Test accuracy").first).to_be_visible()

        press(teacher, "End class")
        press(teacher, "End it now")
        teacher.get_by_role("heading", name="Join a class").wait_for()
        open_view(ada, two, "view=Class")
        ada.get_by_role("heading", name="Join a class").wait_for()
