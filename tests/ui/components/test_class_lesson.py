from streamlit.testing.v1 import AppTest

from cnn.ui import training
from cnn.ui.components.class_lesson import query
from tests.ui.visiting import VISITOR, buttons, component, press, texts

TEACHER = "teacher"


def teachers() -> None:
    from cnn.ui.components.class_lesson import class_lesson
    from cnn.ui.state import state
    from cnn.ui.training import classrooms

    classroom = classrooms().of(state().id)
    assert classroom is not None
    class_lesson(classroom)


def students() -> None:
    from cnn.ui.components.class_lesson import follow_lesson
    from cnn.ui.components.recipe_form import recipe_form

    recipe_form(None)
    follow_lesson()


def lesson_of(code: str) -> str:
    classroom = training.classrooms().get(code)
    assert classroom is not None
    return classroom.lesson


def teacher_and_student() -> tuple[AppTest, AppTest]:
    code = training.classrooms().open(TEACHER).code
    training.classrooms().join(code, VISITOR, "Ada")
    teacher = component(teachers)
    teacher.session_state["visitor"].id = TEACHER
    return teacher, component(students).run()


def test_students_have_the_teachers_settings_and_cannot_change_what_is_locked(lab: None) -> None:
    teacher, student = teacher_and_student()
    teacher.session_state["recipe"] = "fast"
    teacher.session_state["epochs_fast"] = 3
    teacher.run()
    teacher.button_group(key="class_locks").set_value(["recipe", "epochs"]).run()
    assert "Your settings: Fast, maximum epochs 3, batch size" in texts(teacher)
    press(teacher, "Hand out my settings")
    assert "Handed out: Fast, maximum epochs 3" in texts(teacher)
    assert "; locked: recipe, maximum epochs." in texts(teacher)
    student.run()
    assert "Set for this lesson: Fast, maximum epochs 3." in texts(student)
    assert not student.button_group and not student.slider
    assert student.select_slider[0].label == "Batch size"


def test_what_is_taken_back_is_no_longer_locked(lab: None) -> None:
    teacher, student = teacher_and_student()
    teacher.run()
    assert teacher.button[-1].disabled, "there is nothing to take back"
    teacher.button_group(key="class_locks").set_value(["recipe"]).run()
    press(teacher, "Hand out my settings")
    student.run()
    assert not student.button_group
    press(teacher, "Take them back")
    student.run()
    assert student.button_group(key="recipe").value == "article"
    assert "Set for this lesson" not in texts(student)


def test_a_student_who_leaves_has_all_settings_again(lab: None) -> None:
    teacher, student = teacher_and_student()
    teacher.run()
    teacher.button_group(key="class_locks").set_value(["epochs"]).run()
    press(teacher, "Hand out my settings")
    student.run()
    assert not student.slider
    classroom = training.classrooms().of(VISITOR)
    assert classroom is not None
    training.classrooms().leave(classroom.code, VISITOR)
    student.run()
    assert student.slider


def test_what_a_student_changes_afterwards_stays(lab: None) -> None:
    teacher, student = teacher_and_student()
    teacher.run()
    press(teacher, "Hand out my settings")
    student.run()
    student.slider(key="epochs_article").set_value(5).run().run()
    assert student.slider(key="epochs_article").value == 5


def test_the_query_has_all_settings_of_the_form_and_the_locks(lab: None) -> None:
    def script() -> None:
        import streamlit as st

        from cnn.ui.components.class_lesson import query

        st.session_state["seed"] = 7
        st.text(query(["recipe", "seed"]))

    assert component(script).run().text[0].value == (
        "recipe=article&epochs=20&batch_size=32&learning_rate=0.001&training_images=48000&seed=7"
        "&lock=recipe%2Cseed"
    )
    assert callable(query)


def test_the_teacher_steers_nobody_by_looking(lab: None) -> None:
    teacher, student = teacher_and_student()
    teacher.run()
    assert buttons(teacher) == ["Hand out my settings", "Take them back"]
    student.run()
    assert student.slider(key="epochs_article").value == 20
