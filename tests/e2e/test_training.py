"""What a visitor sees of training runs, and does with them, in real browsers.

Most runs are of the dense network on few garments: an epoch takes less than a second.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnn.runs.recipe import ARTICLE, DENSE, Recipe
from cnn.runs.record import RunRecord
from cnn.ui.components.run_controls import ECHO
from tests.browser import PATIENCE, App, go_to, new_visitor, running_app, settle

OpenVisitor = Callable[[], Page]

TITLE = "How does it learn?"

HEARD = 3_000
"""Milliseconds after which a button says that it was clicked, beside a training and other tests."""


@pytest.fixture(scope="module")
def app(fashion_mnist_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app of its own: the runs of other tests would take its turn."""
    folder = tmp_path_factory.mktemp("training")
    settings = {"FASHION_MNIST_DIR": str(fashion_mnist_folder), "CNN_LONGEST_PAUSE": "10"}
    with running_app(folder, settings) as app:
        yield app
    assert "Traceback" not in app.log.read_text(), app.log.read_text()


@pytest.fixture
def new_page(browser: Browser, app: App) -> Iterator[OpenVisitor]:
    """Opens the page Train for another visitor, each with a browser of their own."""
    with ExitStack() as stack:

        def open_page() -> Page:
            page = stack.enter_context(new_visitor(browser)).new_page()
            open_train(page, app.url)
            return page

        yield open_page


def open_train(page: Page, url: str) -> None:
    page.goto(url if "/train" in url else f"{url}/train")
    page.get_by_role("heading", name=TITLE).wait_for()
    settle(page)


def set_slider(page: Page, name: str, presses: int) -> None:
    """Moves a slider to its first value and from there to the right."""
    slider = page.get_by_role("slider", name=name)
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(presses):
        page.keyboard.press("ArrowRight")
    # The slider sends its value after a moment's rest. Timers of a page go off in order.
    page.evaluate("new Promise(done => setTimeout(done, 1000))")
    settle(page)


def start_article(page: Page) -> None:
    """Starts a run whose epochs take several seconds, and waits until it trains."""
    page.get_by_role("radio", name=ARTICLE.title, exact=True).click()
    page.get_by_text(ARTICLE.summary).wait_for()
    settle(page)
    button(page, "Start training").click()
    page.get_by_text(re.compile(r"batch [1-9][\d,]* of 1,500")).wait_for()


def start(
    page: Page, *, recipe: Recipe = DENSE, epochs: int = 30, seed: str = "", few: bool = True
) -> None:
    """Starts a run, on 1,000 garments if they are to be few."""
    page.get_by_role("radio", name=recipe.title, exact=True).click()
    page.get_by_text(recipe.summary).wait_for()
    settle(page)
    set_slider(page, "Maximum epochs", epochs - 1)
    page.get_by_text("More settings").click()
    if few:
        set_slider(page, "Training garments", 0)
    if seed:
        page.get_by_role("spinbutton", name="Seed").fill(seed)
        page.keyboard.press("Enter")
        settle(page)
    page.get_by_role("button", name="Start training").click()
    page.wait_for_url("**run=*")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def stop(page: Page) -> None:
    button(page, "Stop").click()
    button(page, "End the run").click()
    button(page, "Use this model").wait_for()


def finish(page: Page) -> None:
    button(page, "Use this model").wait_for()
    settle(page)


def record_of(page: Page, app: App) -> RunRecord:
    """The record of the run that a page shows, once it is over."""
    run = re.findall(r"run=(\w+)", page.url)[0]
    file = app.log.parent / "home" / "runs" / run / "run.json"
    deadline = time.monotonic() + PATIENCE / 1000
    while not file.exists() and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    return RunRecord.from_json(file.read_text())


def metric(page: Page, name: str) -> str:
    shown = page.get_by_test_id("stMetric").filter(has_text=name)
    return shown.get_by_test_id("stMetricValue").inner_text()


def test_training_accuracy_is_the_same_everywhere(new_page: OpenVisitor, app: App) -> None:
    page = new_page()
    start(page, epochs=1)
    finish(page)
    [epoch] = record_of(page, app).history.epochs
    trace = record_of(page, app).history.trace
    assert trace[-1].epoch == 1
    assert trace[-1].accuracy == pytest.approx(epoch.accuracy, abs=1e-4)
    table = page.get_by_test_id("stVegaLiteChart").nth(1)
    expect(table).to_be_visible()
    button(page, "Use this model").click()
    page.get_by_role("heading", name="What is this garment?").wait_for()
    go_to(page, "Model", "How good is it?")
    expect(page.get_by_test_id("stMetric").filter(has_text="Best epoch")).to_contain_text("1 of 1")


def test_a_stop_is_reported_as_it_was(new_page: OpenVisitor, app: App) -> None:
    page = new_page()
    start_article(page)
    stop(page)
    record = record_of(page, app)
    assert record.stopped_at is not None
    batch, batches = record.stopped_at
    assert 0 < batch < batches == 1_500
    expect(page.get_by_text(f"Stopped at batch {batch:,} of 1,500").first).to_be_visible()
    expect(page.get_by_text("The model has the weights of that moment.")).to_be_visible()
    assert page.get_by_text("done after").count() == 0


def test_the_axis_of_epochs_stays_while_the_curve_grows(new_page: OpenVisitor) -> None:
    page = new_page()
    start(page, epochs=20, few=False)
    ticks = page.get_by_test_id("stVegaLiteChart").first.locator(".role-axis-label").first
    page.get_by_text(re.compile("Epoch [1-4] of up to 20")).wait_for()
    early = ticks.locator("text").all_text_contents()
    page.get_by_text(re.compile(r"Epoch ([5-9]|1\d) of up to 20")).first.wait_for()
    late = ticks.locator("text").all_text_contents()
    assert early == late
    assert early[0] == "0" and early[-1] == "20"
    stop(page)


def test_the_test_result_is_opened_deliberately(new_page: OpenVisitor, app: App) -> None:
    page = new_page()
    start(page, epochs=1)
    finish(page)
    accuracy = f"{record_of(page, app).test.accuracy:.1%}"
    expect(page.get_by_text("The test result is sealed")).to_be_visible()
    expect(page.get_by_test_id("stMetric").filter(has_text="Test")).to_have_count(0)
    button(page, "Reveal test result").click()
    page.get_by_test_id("stMetric").filter(has_text="Test accuracy").wait_for()
    assert metric(page, "Test accuracy") == accuracy
    page.reload()
    page.get_by_test_id("stMetric").filter(has_text="Test accuracy").wait_for()


def test_a_run_has_a_seed_and_a_name_of_its_own(new_page: OpenVisitor, app: App) -> None:
    page = new_page()
    start(page, epochs=2, seed="7")
    finish(page)
    first = record_of(page, app)
    assert first.seed == 7
    expect(page.get_by_text("seed 7")).to_be_visible()
    button(page, "Rename").click()
    page.get_by_label("Name of this run").fill("Our *first* run")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Our first run")).to_be_visible()
    page.keyboard.press("Escape")
    # Again with the same seed, which was filled in, and nothing changed.
    button(page, "Run again with one change").click()
    expect(page.get_by_text("The settings of Our first run.")).to_be_visible()
    before = page.url
    button(page, "Start training").click()
    page.wait_for_function("before => location.href !== before", arg=before)
    finish(page)
    second = record_of(page, app)
    assert second.seed == 7
    losses = [[epoch.val_loss for epoch in run.history.epochs] for run in (first, second)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    # And with a seed of its own.
    before = page.url
    button(page, "Run again").click()
    page.wait_for_function("before => location.href !== before", arg=before)
    finish(page)
    assert record_of(page, app).seed != 7


def test_two_runs_are_compared_in_one_chart(new_page: OpenVisitor) -> None:
    page = new_page()
    button(page, "The article's CNN against the dense network").click()
    chart = page.get_by_test_id("stVegaLiteChart").last
    expect(chart).to_contain_text("Article CNN")
    expect(chart).to_contain_text("Dense network")
    expect(page.get_by_test_id("stDataFrame").last).to_be_visible()


def test_controls_stay_under_the_pointer_and_say_that_they_were_heard(
    new_page: OpenVisitor,
) -> None:
    page = new_page()
    start_article(page)
    before = button(page, "Pause").bounding_box(), button(page, "Stop").bounding_box()
    button(page, "Pause").click()
    expect(button(page, "Pausing").or_(button(page, "Resume"))).to_be_visible(timeout=HEARD)
    button(page, "Resume").wait_for()
    assert (button(page, "Resume").bounding_box(), button(page, "Stop").bounding_box()) == before
    page.wait_for_timeout(1000 * ECHO)  # what nobody could read cannot be clicked
    button(page, "Resume").click()
    expect(button(page, "Pause")).to_be_visible()
    # A question stays open while the page goes on.
    button(page, "Stop").click()
    page.evaluate("new Promise(done => setTimeout(done, 3000))")
    button(page, "End the run").click()
    expect(button(page, "Stopping").or_(button(page, "Use this model"))).to_be_visible(
        timeout=HEARD
    )
    button(page, "Use this model").wait_for()


def test_a_long_pause_does_not_keep_others_waiting(new_page: OpenVisitor, app: App) -> None:
    first, second = new_page(), new_page()
    start_article(first)
    button(first, "Pause").click()
    button(first, "Resume").wait_for()
    expect(
        second.get_by_text("Training now: Article CNN, epoch 1 of up to 20, paused.")
    ).to_be_visible()
    start(second, epochs=1)
    expect(second.get_by_text("In the queue: 1 run ahead")).to_be_visible()
    finish(second)  # after ten seconds
    expect(first.get_by_text("Paused in epoch 1")).to_be_visible()
    seen = first.get_by_text(re.compile(r"batch [\d,]+ of 1,500")).inner_text()
    batch = int(re.findall(r"batch ([\d,]+) of", seen)[0].replace(",", ""))
    button(first, "Resume").click()
    button(first, "Pause").wait_for()
    first.get_by_text(re.compile(r"Epoch 1 of up to 20")).first.wait_for()
    stop(first)
    stopped_at = record_of(first, app).stopped_at
    assert stopped_at is not None and stopped_at[0] >= batch


def test_a_followed_run_stays_in_view(new_page: OpenVisitor, app: App) -> None:
    teacher, student = new_page(), new_page()
    start(teacher, epochs=30, few=False)
    button(teacher, "Pause").click()  # however long the pages take, it is not over before
    button(teacher, "Resume").wait_for()
    button(teacher, "Share").click()
    address = teacher.get_by_test_id("stCode").inner_text().strip()
    assert address == teacher.url
    expect(teacher.get_by_role("img", name=f"QR code of {address}")).to_be_visible()
    teacher.keyboard.press("Escape")
    open_train(student, address)
    expect(student.get_by_role("heading", name="You are watching Dense network")).to_be_visible()
    expect(button(student, "Start training")).to_be_hidden()
    expect(button(student, "Pause")).to_have_count(0)
    go_to(student, "Samples", "What does it get right?")
    link = student.get_by_role("link", name=re.compile("You are watching Dense network"))
    expect(link).to_be_visible()
    student.get_by_role("link", name="Train", exact=True).click()
    expect(student.get_by_role("heading", name="You are watching Dense network")).to_be_visible()
    student.wait_for_url("**run=*")
    go_to(teacher, "Model", "How good is it?")
    go_to(teacher, "Train", TITLE)
    teacher.wait_for_url("**run=*")
    stop(teacher)
