"""A class of thirty, each with a session of their own, on the pages of one server."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn.errors import RunRefused
from cnn.runs.run import Run
from cnn.ui import training
from cnn.ui.components.views import KEY as VIEW
from tests.ui.visiting import TIMEOUT, buttons, press, texts, wait_until_over

STUDENTS = 30

SOME = 6
"""Every so many look at all pages: a look takes a part of a second."""


class Visitor:
    """Somebody on the page Train."""

    def __init__(self, project: Path, **address: str) -> None:
        self.app = AppTest.from_file(project / "streamlit_app.py", default_timeout=TIMEOUT)
        self.app.run()
        self.id: str = self.app.session_state["visitor"].id
        for name, value in address.items():
            self.app.query_params[name] = value
        self.app.switch_page("cnn/ui/pages/train.py").run()
        assert not self.app.exception

    def view(self, name: str) -> AppTest:
        self.app.query_params[VIEW] = name
        self.app.run()
        assert not self.app.exception
        return self.app

    @property
    def run(self) -> Run:
        [run] = training.run_queue().runs_of(self.id)
        return run


@pytest.mark.usefixtures("lab")
def test_thirty_join_train_compare_and_leave_and_nobody_steers_another(in_project: Path) -> None:
    teacher = Visitor(in_project, view="Class")
    press(teacher.app, "Open a class")
    classroom = training.classrooms().of(teacher.id)
    assert classroom is not None
    teacher.view("Train").button_group(key="recipe").set_value("dense").run()
    teacher.app.slider(key="epochs_dense").set_value(1).run()
    teacher.view("Class").button_group(key="class_locks").set_value(["recipe", "epochs"]).run()
    press(teacher.app, "Hand out my settings")

    students = [_joined(in_project, classroom.code, number) for number in range(STUDENTS)]
    outsider = Visitor(in_project)
    assert f"{STUDENTS} students" in texts(teacher.view("Class"))

    for student in students:
        app = student.view("Train")
        assert "Set for this lesson: Dense network, maximum epochs 1." in texts(app)
        press(app, "Start training")
    for student in students:
        wait_until_over(student.run)
        assert len(student.run.view().history) == 1

    owners = {student.run.owner for student in students}
    assert len(owners) == STUDENTS
    for number, student in enumerate(students):
        neighbor = students[number - 1].run
        for steer in ("stop", "pause", "resume", "reveal"):
            with pytest.raises(RunRefused):
                getattr(training.run_queue(), steer)(neighbor, student.id)
    for student in students[::SOME]:
        own = _own_runs(student.view("Train"))
        assert own == {student.run.name}, "and nobody else's"
        app = student.view("Class")
        board = app.dataframe[0].value.to_dict("records")
        assert len({row["By"] for row in board}) == STUDENTS
        assert {row["Test accuracy"] for row in board} == {"sealed"}
        assert not {"Skip", "End pause", "Reveal test results", "End it now"} & {*buttons(app)}
    assert "Join a class" in texts(outsider.view("Class"))
    assert _own_runs(outsider.view("Train")) == set()
    assert not outsider.view("Board").dataframe

    press(teacher.view("Class"), "Reveal test results")
    board = students[0].view("Class").dataframe[0].value.to_dict("records")
    assert all(row["Test accuracy"].endswith("%") for row in board)
    leaving = students[::SOME]
    for student in leaving:
        press(student.view("Class"), "Leave class")
        assert "Join a class" in texts(student.app)
        assert student.run.view().record is not None
    assert f"{STUDENTS - len(leaving)} students" in texts(teacher.view("Class"))
    press(teacher.app, "End it now")
    for student in students[1::SOME]:
        assert "Join a class" in texts(student.view("Class"))


def _joined(project: Path, code: str, number: int) -> Visitor:
    student = Visitor(project, view="Class", **{"class": code})
    nickname = next(field for field in student.app.text_input if field.label == "Nickname")
    nickname.set_value(f"Student {number}")
    press(student.app, "Join")
    assert f"Student {number}, you" in texts(student.app)
    return student


def _own_runs(app: AppTest) -> set[str]:
    """Named on the page: the one it shows, and those it lists."""
    shown = {header.value for header in app.header} - {"Compare", "Your runs"}
    listed = {button.label.partition(":")[0] for button in app.button if "open_" in str(button.key)}
    return shown | listed
