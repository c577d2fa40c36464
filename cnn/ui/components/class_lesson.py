"""What the teacher of a class prescribes: the settings of the own form, some of them locked."""

from urllib.parse import urlencode

import streamlit as st

from cnn.runs.classroom import Classroom
from cnn.ui.components.lesson_address import LOCK, SETTINGS
from cnn.ui.components.recipe_form import current_settings
from cnn.ui.errors import show_errors
from cnn.ui.resources import classrooms
from cnn.ui.state import state

NAMES = {
    "recipe": "Recipe",
    "epochs": "Maximum epochs",
    "batch_size": "Batch size",
    "learning_rate": "Learning rate",
    "training_images": "Training garments",
    "seed": "Seed",
}
assert tuple(NAMES) == SETTINGS


def class_lesson(classroom: Classroom) -> None:
    with st.expander("Settings for everybody", key="class_lesson"):
        st.write(
            "Choose settings in *Train*, then hand them out: everybody's form is filled in with "
            "them. What you lock, students cannot change."
        )
        locked = st.pills(
            "Locked",
            SETTINGS,
            selection_mode="multi",
            format_func=lambda name: NAMES[name],
            key="class_locks",
            persist_state="session",
            wrap=True,
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Hand out my settings",
                icon=":material/send:",
                on_click=_prescribe,
                args=(classroom.code, query(locked)),
            )
            st.caption(_handed_out(classroom.lesson) if classroom.lesson else "Nothing yet.")


def query(locked: list[str]) -> str:
    """The settings of the teacher's form and the locks, as the query of an address."""
    fields = {name: str(value) for name, value in current_settings().items() if value is not None}
    return urlencode(fields | ({LOCK: ",".join(locked)} if locked else {}))


def _handed_out(lesson: str) -> str:
    return f"Handed out: {lesson.replace('&', ', ').replace('=', ' ').replace('%2C', ' and ')}"


def _prescribe(code: str, lesson: str) -> None:
    with show_errors():
        classrooms().prescribe(code, state().id, lesson)
