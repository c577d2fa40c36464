import re

from streamlit.testing.v1 import AppTest

from cnn.ui import training
from tests.ui.visiting import VISITOR, component, opened, press


def script() -> None:
    from cnn.ui.components.class_door import class_door

    class_door()


def join(app: AppTest, code: str, nickname: str) -> None:
    app.text_input[0].set_value(code)
    app.text_input[1].set_value(nickname)
    press(app, "Join")


def test_a_visitor_opens_a_class_of_their_own(lab: None) -> None:
    app = component(script).run()
    press(app, "Open a class")
    classroom = training.classrooms().of(VISITOR)
    assert classroom is not None and classroom.teacher == VISITOR


def test_a_code_may_be_typed_in_small_letters_and_with_a_space(lab: None) -> None:
    code = training.classrooms().open("teacher").code
    join(component(script).run(), f"{code[:3]} {code[3:]}".lower(), "Ada")
    classroom = training.classrooms().of(VISITOR)
    assert classroom is not None and classroom.nickname_of(VISITOR) == "Ada"


def test_an_invitation_fills_in_the_code_and_offers_nothing_else(lab: None) -> None:
    code = training.classrooms().open("teacher").code
    app = opened(component(script), {"class": code})
    assert app.text_input[0].value == code
    assert [button.label for button in app.button] == ["Join"]
    app.text_input[1].set_value("")
    press(app, "Join")
    classroom = training.classrooms().get(code)
    assert classroom is not None and classroom.nickname_of(VISITOR) == "Guest"


def test_a_wrong_code_gets_a_sentence_and_what_was_typed_stays(lab: None) -> None:
    app = component(script).run()
    join(app, "ABC", "Ada")
    assert re.match("A code has 6 of these letters and digits", app.error[0].value)
    join(app, "CFHJKM", "Ada")
    assert app.error[0].value.startswith("There is no class CFHJKM.")
    assert [field.value for field in app.text_input] == ["CFHJKM", "Ada"]
    assert training.classrooms().of(VISITOR) is None
