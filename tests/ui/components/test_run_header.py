from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Toggle

from cnn.runs.run import Run
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import VISITOR, buttons, component, press, texts


def script(run: "Run") -> None:
    from cnn.ui.components.run_header import run_header

    run_header(run)


def shown(run: Run) -> AppTest:
    app = component(script, run=run).run()
    assert not app.exception
    return app


def test_the_owner_can_rename_a_run(held_queue: HeldQueue) -> None:
    run = held_queue.start(owner=VISITOR)
    app = shown(run)
    assert app.header[0].value == "Article CNN 1"
    app.text_input[0].set_value("  **Group** 4 ").run()
    assert run.name == "Group 4"
    assert app.header[0].value == "Group 4"
    assert app.text_input[0].value == "Group 4"


def test_a_name_cannot_be_empty(held_queue: HeldQueue) -> None:
    run = held_queue.start(owner=VISITOR)
    app = shown(run)
    app.text_input[0].set_value("***").run()
    assert app.text_input[0].value == run.name == "Article CNN 1"


def test_who_watches_a_run_is_told_so_and_can_stop_watching(held_queue: HeldQueue) -> None:
    run = held_queue.start(owner="somebody else")
    app = component(script, run=run)
    visitor = app.session_state["visitor"]
    visitor.others.watched = visitor.shown_run = run.id
    app.query_params["run"] = run.id
    app.run()
    assert app.header[0].value == "You are watching Article CNN 1"
    assert not app.text_input
    press(app, "Stop watching")
    visitor = app.session_state["visitor"]
    assert visitor.others.watched is None and visitor.shown_run is None
    assert "run" not in app.query_params


def test_anybody_can_pass_on_the_address(held_queue: HeldQueue) -> None:
    run = held_queue.start(owner="somebody else")
    app = shown(run)
    assert app.code[0].value.endswith(f"?run={run.id}")
    assert "Stop watching" in buttons(app)
    assert "Whoever opens this address sees the run" in texts(app)


def keep(app: AppTest) -> Toggle:
    [toggle] = [toggle for toggle in app.toggle if toggle.label == "Keep"]
    return toggle


def test_the_owner_can_keep_a_run(held_queue: HeldQueue) -> None:
    run = held_queue.start(owner=VISITOR)
    app = shown(run)
    assert not keep(app).value
    keep(app).set_value(True).run()
    assert run.pinned and keep(app).value
    keep(app).set_value(False).run()
    assert not run.pinned


def test_too_many_runs_cannot_be_kept(held_queue: HeldQueue) -> None:
    for _ in range(5):
        kept = held_queue.start(owner=VISITOR)
        held_queue.finish(kept)
        held_queue.queue.pin(kept, VISITOR, True)
    run = held_queue.start(owner=VISITOR)
    app = shown(run)
    keep(app).set_value(True).run()
    assert "You keep 5 runs already. Let go of one of them first." in texts(app)
    assert not keep(app).value and not run.pinned


def test_what_has_no_result_cannot_be_kept_nor_can_a_run_of_others(held_queue: HeldQueue) -> None:
    run = held_queue.start(owner=VISITOR)
    held_queue.queue.stop(run, VISITOR)
    assert keep(shown(run)).disabled
    assert not shown(held_queue.start(owner="somebody else")).toggle


def test_the_owner_publishes_a_run_and_nobody_else_can(held_queue: HeldQueue) -> None:
    run = held_queue.start(owner=VISITOR)
    held_queue.finish(run)
    app = shown(run)
    app.toggle(key=f"publish_{run.id}").set_value(True).run()
    assert run.published
    app.toggle(key=f"publish_{run.id}").set_value(False).run()
    assert not run.published
    assert not shown(held_queue.start(owner="somebody else")).toggle
