"""Pages whose runs are trained by workers of a Dask cluster."""

import re
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import needs_dask

needs_dask()

from tests.browser import free_port, new_visitor, running_app
from tests.cluster.processes import processes
from tests.e2e.test_training import button, finish, open_train, start, start_article, stop


def test_two_workers_train_two_runs_at_once(
    browser: Browser, fashion_mnist_folder: Path, tmp_path: Path
) -> None:
    with processes(tmp_path) as cluster, new_visitor(browser) as ada, new_visitor(browser) as alan:
        cluster.scheduler()
        cluster.worker()
        cluster.worker()
        settings = {
            "FASHION_MNIST_DIR": str(fashion_mnist_folder),
            "CNN_DASK": cluster.address,
        }
        with running_app(tmp_path, settings) as app:
            pages = [visitor.new_page() for visitor in (ada, alan)]
            for page in pages:
                open_train(page, app.url)
                start_article(page)
            for page in pages:
                seen = batch(page).inner_text()
                expect(batch(page)).not_to_have_text(seen)
                expect(batch(page)).to_be_visible()
            for page in pages:
                stop(page)
                expect(page.get_by_text("Stopped at batch").first).to_be_visible()
        assert "Traceback" not in app.log.read_text(), app.log.read_text()


def batch(page: Page) -> Locator:
    return page.get_by_text(re.compile(r"batch [1-9][\d,]* of 1,500"))


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
