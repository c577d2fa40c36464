import time

from streamlit.testing.v1 import AppTest

from cnn.runs.events import Evaluating, Paused
from cnn.runs.run import Run, State
from cnn.ui.components.run_controls import ECHO
from tests.ui.held_queue import HeldQueue, begin, train_batches
from tests.ui.visiting import buttons, component, press, texts


def script(run: "Run") -> None:
    from cnn.ui.components.run_controls import run_controls

    run_controls(run, run.view())


def shown(run: Run) -> AppTest:
    app = component(script, run=run).run()
    assert not app.exception
    return app


def running(held_queue: HeldQueue) -> Run:
    run = held_queue.start()
    begin(run)
    train_batches(run, 1, 10)
    return run


def disabled(app: AppTest) -> dict[str, bool]:
    return {button.label: button.disabled for button in app.button}


def test_a_pause_is_heard_before_it_begins(held_queue: HeldQueue) -> None:
    run = running(held_queue)
    app = shown(run)
    press(app, "Pause")
    assert run.channel.paused
    assert "Pausing" in buttons(app)
    run.on_event(Paused())
    app.run()
    assert "Resume" in buttons(app)
    time.sleep(ECHO)
    press(app, "Resume")
    assert not run.channel.paused


def test_a_click_that_arrives_twice_pauses_once(held_queue: HeldQueue) -> None:
    # The browser sends the click along with the update that a fragment makes by itself.
    run = running(held_queue)
    app = shown(run)
    press(app, "Pause")
    press(app, "Pausing")
    assert run.channel.paused
    time.sleep(ECHO)
    press(app, "Pausing")
    assert not run.channel.paused


def test_pause_and_resume_are_the_same_button(held_queue: HeldQueue) -> None:
    run = running(held_queue)
    app = shown(run)
    [pause, stop] = app.button
    press(app, "Pause")
    assert [button.key for button in app.button] == [pause.key, stop.key]


def test_a_run_is_stopped_after_a_question(held_queue: HeldQueue) -> None:
    run = running(held_queue)
    app = shown(run)
    assert "End this run now?" in texts(app)
    press(app, "End the run")
    assert run.channel.stopping
    assert disabled(app)["Pause"]


def test_a_run_that_left_its_worker_can_go_on(held_queue: HeldQueue) -> None:
    run = running(held_queue)
    held_queue.suspend(run)
    app = shown(run)
    press(app, "Resume")
    assert run.view().state is State.QUEUED
    assert "Leave queue" not in buttons(app)


def test_a_waiting_run_can_leave_the_queue(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    app = shown(run)
    assert buttons(app) == ["Leave queue"]
    press(app, "Leave queue")
    assert run.view().state is State.CANCELLED


def test_an_evaluation_can_be_neither_paused_nor_stopped(held_queue: HeldQueue) -> None:
    run = running(held_queue)
    run.on_event(Evaluating())
    assert disabled(shown(run))["Pause"]


def test_a_run_can_pause_after_each_epoch(held_queue: HeldQueue) -> None:
    run = running(held_queue)
    app = shown(run)
    app.toggle[0].set_value(True).run()
    assert run.channel.pauses_after_epochs
    app.toggle[0].set_value(False).run()
    assert not run.channel.pauses_after_epochs
