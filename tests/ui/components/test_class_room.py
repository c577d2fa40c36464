from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.runs.classroom import Classroom
from cnn.runs.recipe import ARTICLE, DENSE
from cnn.runs.run import State
from cnn.ui import training
from tests.ui.held_queue import HeldQueue, begin, end_epoch, train_batches
from tests.ui.visiting import VISITOR, buttons, component, press, protos, texts

TEACHER = "teacher"
ADA = "a"


def script() -> None:
    import streamlit as st

    from cnn.ui.components.class_room import class_room
    from cnn.ui.state import state
    from cnn.ui.training import classrooms

    classroom = classrooms().of(state().id)
    if classroom is None:
        st.text("Outside")
    else:
        # A page that exists: the links of a component lead to the page it is on.
        class_room(classroom, "https://example.org", "Class")


def seen_by(visitor: str) -> AppTest:
    app = component(script)
    app.session_state["visitor"].id = visitor
    app.run()
    assert not app.exception, app.exception
    return app


@pytest.fixture
def classroom(lab: None) -> Classroom:
    """Taught by the teacher; Ada and the visitor have joined."""
    code = training.classrooms().open(TEACHER).code
    training.classrooms().join(code, ADA, "Ada")
    return training.classrooms().join(code, VISITOR, "Alan")


def rows(app: AppTest) -> list[dict[str, str]]:
    return [dict(row) for row in app.dataframe[0].value.to_dict("records")]


def test_an_empty_class_shows_its_teacher_how_others_join(lab: None) -> None:
    code = training.classrooms().open(TEACHER).code
    page = texts(seen_by(TEACHER))
    assert f"Class {code[:3]} {code[3:]}" in page
    assert f"type **{code[:3]} {code[3:]}**" in page
    assert f"class={code}" in page
    assert "Nobody has joined yet." in page


def test_everybody_sees_who_is_there(classroom: Classroom) -> None:
    assert "Ada, you" not in texts(seen_by(TEACHER))
    for visitor in (TEACHER, ADA, VISITOR):
        page = texts(seen_by(visitor))
        assert "2 students" in page and "Ada" in page and "Alan" in page
    assert "Alan, you" in texts(seen_by(VISITOR))


def test_everybody_sees_the_run_that_trains_and_what_waits(
    held_queue: HeldQueue, classroom: Classroom
) -> None:
    first, second = held_queue.start(owner=ADA), held_queue.start(DENSE, owner=VISITOR)
    begin(first)
    train_batches(first, epoch=1, batches=10)
    for visitor in (TEACHER, ADA, VISITOR):
        app = seen_by(visitor)
        assert f"Ada: {first.name}" in texts(app)
        assert f"**Alan**: {second.name}, in the queue: 1 run ahead" in texts(app)
        assert len(protos(app, "vega_lite_chart")) == 2
        assert "Epoch 1 of up to 20" in protos(app, "progress")[0].text


def test_runs_of_others_are_not_on_the_board(held_queue: HeldQueue, classroom: Classroom) -> None:
    held_queue.finish(held_queue.start(owner="somebody else"))
    assert not seen_by(TEACHER).dataframe


def test_the_board_has_the_best_validation_accuracy_first(
    held_queue: HeldQueue, classroom: Classroom
) -> None:
    held_queue.finish(held_queue.start(DENSE, owner=ADA), pretrained.DENSE_NETWORK.record)
    held_queue.finish(held_queue.start(ARTICLE, owner=VISITOR))
    first, second = rows(seen_by(ADA))
    assert (first["By"], second["By"]) == ("Alan", "Ada")
    record = pretrained.ARTICLE_CNN.record
    assert first["Validation accuracy"] == f"{record.validation.accuracy:.1%}"
    assert first["Parameters"] == "323,286"
    assert {first["Test accuracy"], second["Test accuracy"]} == {"sealed"}


def test_the_teacher_reveals_all_test_results_at_once_also_those_that_follow(
    held_queue: HeldQueue, classroom: Classroom
) -> None:
    held_queue.finish(held_queue.start(owner=ADA))
    later = held_queue.start(owner=VISITOR)
    assert "Reveal test results" not in buttons(seen_by(ADA))
    app = seen_by(TEACHER)
    press(app, "Reveal test results")
    held_queue.finish(later)
    held_queue.finish(held_queue.start(owner=ADA))
    test = f"{pretrained.ARTICLE_CNN.record.test.accuracy:.1%}"
    assert [row["Test accuracy"] for row in rows(seen_by(VISITOR))] == 3 * [test]
    assert "Reveal test results" not in buttons(app.run())


def test_only_the_teacher_takes_a_waiting_run_out_of_the_queue(
    held_queue: HeldQueue, classroom: Classroom
) -> None:
    begin(held_queue.start(owner=ADA))
    waiting = held_queue.start(owner=VISITOR)
    assert "Skip" not in buttons(seen_by(ADA))
    app = seen_by(TEACHER)
    assert buttons(app).count("Skip") == 1, "not the one that trains"
    press(app, "Skip")
    assert waiting.view().state is State.CANCELLED
    assert waiting.name not in texts(app)


def test_only_the_teacher_ends_the_pause_of_somebody_else(
    held_queue: HeldQueue, classroom: Classroom
) -> None:
    run = held_queue.start(owner=ADA)
    begin(run)
    held_queue.queue.pause(run, ADA)
    assert "End pause" not in buttons(seen_by(VISITOR))
    press(seen_by(TEACHER), "End pause")
    assert not run.channel.paused


def test_a_long_line_does_not_fill_the_page(held_queue: HeldQueue, classroom: Classroom) -> None:
    for number in range(10):
        training.classrooms().join(classroom.code, f"s{number}", f"Student {number}")
        held_queue.start(owner=f"s{number}")
    app = seen_by(TEACHER)
    assert len(app.expander) == 2, "settings and the rest of the line"
    assert len([label for label in buttons(app) if label == "Skip"]) == 10


def test_any_runs_of_the_class_are_compared_by_who_trained_them(
    held_queue: HeldQueue, classroom: Classroom
) -> None:
    done, going_on = held_queue.start(owner=ADA), held_queue.start(owner=VISITOR)
    held_queue.finish(done)
    begin(going_on)
    end_epoch(going_on, 1, val_loss=0.5)
    app = seen_by(TEACHER)
    app.button_group(key="compared").set_value([done.id, going_on.id]).run()
    compared = app.dataframe[1].value.to_dict("records")
    assert [row["Run"] for row in compared] == [f"Ada, {done.name}", f"Alan, {going_on.name}"]
    assert "Test accuracy" not in compared[0]
    press(app, "Reveal test results")
    compared = app.dataframe[1].value.to_dict("records")
    test = f"{pretrained.ARTICLE_CNN.record.test.accuracy:.1%}"
    assert [row["Test accuracy"] for row in compared] == [test, "sealed"]


def test_a_student_leaves_and_keeps_the_own_runs(
    held_queue: HeldQueue, classroom: Classroom
) -> None:
    run = held_queue.start(owner=VISITOR)
    held_queue.finish(run)
    app = seen_by(VISITOR)
    press(app, "Leave class")
    assert app.text[0].value == "Outside"
    assert held_queue.queue.runs_of(VISITOR) == [run]
    assert [row["By"] for row in rows(seen_by(ADA))] == ["Somebody who has left"]


def test_the_class_ends_for_everybody(classroom: Classroom) -> None:
    student = seen_by(ADA)
    press(seen_by(TEACHER), "End it now")
    assert training.classrooms().get(classroom.code) is None
    assert student.run().text[0].value == "Outside"


def test_a_generated_dataset_is_named_on_the_board(
    held_queue: HeldQueue, classroom: Classroom
) -> None:
    record = pretrained.ARTICLE_CNN.record
    generated = replace(record, source=type(record.source)("generated"))
    held_queue.finish(held_queue.start(owner=ADA), generated)
    [row] = rows(seen_by(TEACHER))
    assert "generated" in row["Validation accuracy"]
