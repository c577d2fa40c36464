"""The server is killed while a network trains, and starts again."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from cnn.runs.recipe import ARTICLE
from tests.browser import free_port, new_visitor, running_app
from tests.e2e.test_training import button, finish, open_train, record_of, start

EPOCHS = 3


def test_a_run_goes_on_where_its_server_was_killed(
    browser: Browser, fashion_mnist_folder: Path, tmp_path: Path
) -> None:
    settings = {"FASHION_MNIST_DIR": str(fashion_mnist_folder)}
    port = free_port()
    with new_visitor(browser) as owner, new_visitor(browser) as student:
        page, other = owner.new_page(), student.new_page()
        with running_app(tmp_path, settings, port=port) as app:
            open_train(page, app.url)
            start(page, recipe=ARTICLE, epochs=EPOCHS, seed="7", few=False)
            page.get_by_text(f"Epoch 2 of up to {EPOCHS}").first.wait_for()
            address = page.url
            app.server.kill()
            app.server.wait()
        with running_app(tmp_path, settings, port=port) as app:
            interrupted = re.compile(r"Interrupted after epoch [12], when the server ended")
            for each in (page, other):
                open_train(each, address)
                expect(each.get_by_text(interrupted).first).to_be_visible()
            expect(button(page, "Start training")).to_be_disabled()
            expect(page.get_by_text("Resume it, or stop it to start another run.")).to_be_visible()
            expect(button(other, "Resume")).to_have_count(0)
            button(page, "Resume").click()
            finish(page)
            record = record_of(page, app)
            assert record.seed == 7
            assert [epoch.epoch for epoch in record.history.epochs] == [*range(1, EPOCHS + 1)]
            finish(other)
