"""Pages whose runs are trained by workers of a Dask cluster."""

import re
from pathlib import Path

import psutil
from playwright.sync_api import Browser, expect

from tests.conftest import needs_dask

needs_dask()

from tests.browser import free_port, new_visitor, running_app
from tests.e2e.test_training import button, finish, open_train, start


def test_a_worker_beside_the_pages_ends_with_them(
    browser: Browser, fashion_mnist_folder: Path, tmp_path: Path
) -> None:
    settings = {"FASHION_MNIST_DIR": str(fashion_mnist_folder), "CNN_DASK": "local"}
    with new_visitor(browser) as visitor, running_app(tmp_path, settings) as app:
        page = visitor.new_page()
        open_train(page, app.url)
        start(page)
        page.get_by_text(re.compile(r"Epoch [2-9] of up to 30")).first.wait_for()
        started = psutil.Process(app.server.pid).children(recursive=True)
        assert any("worker" in process.cmdline() for process in started)
        button(page, "Stop").click()
        finish(page)
        assert "Traceback" not in app.log.read_text(), app.log.read_text()
        app.server.kill()
        app.server.wait()
        _, alive = psutil.wait_procs(started, timeout=30)
        assert alive == []


def test_without_its_cluster_the_lab_goes_on(
    browser: Browser, fashion_mnist_folder: Path, tmp_path: Path
) -> None:
    settings = {
        "FASHION_MNIST_DIR": str(fashion_mnist_folder),
        "CNN_DASK": f"tcp://127.0.0.1:{free_port()}",
    }
    with new_visitor(browser) as visitor, running_app(tmp_path, settings) as app:
        page = visitor.new_page()
        open_train(page, app.url)
        sentence = (
            "The machines that train cannot be reached: this server trains one run at a time."
        )
        expect(page.get_by_text(sentence)).to_be_visible()
        start(page)
        finish(page)
    assert "Traceback" not in app.log.read_text(), app.log.read_text()
