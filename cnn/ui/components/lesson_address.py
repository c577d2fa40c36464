"""The settings of a training, in the address of its page or handed out to a class.

``?recipe=fast&batch_size=64&lock=recipe,epochs`` fills in the form, and takes the recipe and the
number of epochs off it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from cnn.runs.recipe import ARTICLE, RECIPES
from cnn.ui.components.setting_texts import LABELS, MOST, learning_rate, whole_number
from cnn.ui.state import Lesson, state
from cnn.ui.training import classrooms

LOCK = "lock"
SETTINGS = tuple(LABELS)

TAKEN, OF_CLASS = "lesson_taken", "lesson_of_class"
"""Name what was taken from the address last, and from the visitor's class: what the visitor changes
afterwards stays."""


def take_lesson() -> Lesson | None:
    """The lesson that the teacher of the visitor's class prescribes, or else the address, the first
    time that it does; one sentence for what an address cannot prescribe."""
    prescribed = prescribed_by_teacher()
    if prescribed != st.session_state.get(OF_CLASS, ""):
        st.session_state[OF_CLASS] = prescribed
        state().lesson = read_lesson(dict(parse_qsl(prescribed)))
        return state().lesson
    fields = {name: st.query_params[name] for name in (*SETTINGS, LOCK) if name in st.query_params}
    if prescribed or not fields or st.session_state.get(TAKEN) == fields:
        return None
    st.session_state[TAKEN] = fields
    try:
        state().lesson = read_lesson(fields)
    except ValueError as error:
        st.warning(f"The address of this page describes no training. {error}")
        return None
    return state().lesson


def prescribed_by_teacher() -> str:
    """As the query of an address; empty for the teacher, and outside of a class."""
    classroom = classrooms().of(state().id)
    return classroom.lesson if classroom and classroom.teacher != state().id else ""


def read_lesson(fields: Mapping[str, str]) -> Lesson:
    """
    Args:
        fields: the parameters of an address.

    Raises:
        ValueError: a setting does not exist, or has no such value.
    """
    named = filter(None, fields.get(LOCK, "").split(","))
    locked = frozenset(each.strip() for each in named)
    if unknown := locked - set(SETTINGS):
        raise ValueError(
            f"There is no setting {', '.join(sorted(unknown))} to lock, only {', '.join(SETTINGS)}."
        )
    settings: dict[str, Any] = {
        name: whole_number(name, fields[name])
        for name in SETTINGS
        if name in MOST and name in fields
    }
    if "learning_rate" in fields:
        settings["learning_rate"] = learning_rate(fields["learning_rate"])
    if not fields:
        return Lesson()
    settings["recipe"] = fields.get("recipe", ARTICLE.name)
    if settings["recipe"] not in RECIPES:
        raise ValueError(f"The recipe is one of: {', '.join(RECIPES)}.")
    return Lesson(settings, locked)
