"""The app by an http address that the browser does not know as its own computer's."""

from pathlib import Path

from playwright.sync_api import Browser, Playwright, expect

from tests.browser import ROOT, TITLE, launch, new_visitor, running_app

HOST = "lab.example"
RULE = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"
ANY_HOST = ("--server.enableCORS", "false", "--server.enableXsrfProtection", "false")


def test_where_the_browser_forbids_the_camera_there_is_an_upload(
    playwright: Playwright, browser: Browser, tmp_path: Path
) -> None:
    with (
        running_app(tmp_path, options=ANY_HOST) as app,
        launch(playwright, RULE) as other,
        new_visitor(other) as visitor,
    ):
        page = visitor.new_page()
        page.goto(app.url.replace("127.0.0.1", HOST))
        page.get_by_role("heading", name=TITLE).wait_for()
        assert not page.evaluate("isSecureContext")
        page.get_by_role("radio", name="Camera").click()
        expect(page.get_by_text("Browsers only allow pages with an https")).to_be_visible()
        expect(page.get_by_test_id("stCameraInput")).to_have_count(0)
        dress = ROOT / "assets" / "examples" / "dress.png"
        page.locator("input[type=file]").set_input_files(dress)
        expect(page.get_by_role("heading", name="Dress", exact=True)).to_be_visible()
