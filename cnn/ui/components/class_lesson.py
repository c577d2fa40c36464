"""What the teacher of a class prescribes: the settings of the own form, some of them locked."""

from urllib.parse import parse_qsl, urlencode

import streamlit as st

from cnn.runs.classroom import Classroom
from cnn.ui.components.lesson_address import LOCK, prescribed_by_teacher, read_lesson
from cnn.ui.components.recipe_form import current_settings
from cnn.ui.components.setting_texts import LABELS, in_words
from cnn.ui.errors import show_errors
from cnn.ui.polling import polled
from cnn.ui.state import state
from cnn.ui.training import classrooms

POLL = 3.0
"""Seconds until students have what their teacher prescribes."""


def class_lesson(classroom: Classroom) -> None:
    """What the teacher sees."""
    with st.expander("Settings for everybody", key="class_lesson"):
        st.write(
            "Choose settings in *Train*, then hand them out: everybody's form is filled in with "
            "them. What you lock, students cannot change."
        )
        locked = st.pills(
            "Locked",
            list(LABELS),
            selection_mode="multi",
            format_func=lambda name: LABELS[name],
            key="class_locks",
            persist_state="session",
            wrap=True,
        )
        lesson = query(locked)
        st.caption(f"Your settings: {_in_words(lesson)}.")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Hand out my settings",
                icon=":material/send:",
                disabled=lesson == classroom.lesson,
                on_click=_prescribe,
                args=(classroom.code, lesson),
            )
            st.button(
                "Take them back",
                disabled=not classroom.lesson,
                on_click=_prescribe,
                args=(classroom.code, ""),
            )
        if classroom.lesson:
            st.caption(f"Handed out: {_in_words(classroom.lesson)}.")


def follow_lesson() -> None:
    """Draws a student's page again when their teacher has prescribed something else."""
    classroom = classrooms().of(state().id)
    if classroom is not None and classroom.teacher != state().id:
        polled(_follow, POLL)(prescribed_by_teacher())


def _follow(drawn_with: str) -> None:
    if prescribed_by_teacher() != drawn_with:
        st.rerun()


def query(locked: list[str]) -> str:
    """The settings of the teacher's form and the locks, as the query of an address."""
    fields = {name: str(value) for name, value in current_settings().items() if value is not None}
    return urlencode(fields | ({LOCK: ",".join(locked)} if locked else {}))


def _in_words(lesson: str) -> str:
    read = read_lesson(dict(parse_qsl(lesson)))
    given = [in_words(name, read.settings[name]) for name in LABELS if name in read.settings]
    settings = ", ".join(given)
    locked = [LABELS[name].lower() for name in LABELS if name in read.locked]
    return f"{settings}; locked: {', '.join(locked)}" if locked else settings


def _prescribe(code: str, lesson: str) -> None:
    with show_errors():
        classrooms().prescribe(code, state().id, lesson)
