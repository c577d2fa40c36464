"""The settings of a training in the address of its page, for a teacher to hand out.

``?recipe=fast&batch_size=64&lock=recipe,epochs`` fills in the form, and takes the recipe and the
number of epochs off it.
"""

from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from cnn.runs.recipe import ARTICLE, RECIPES
from cnn.ui.components.setting_texts import MOST, learning_rate, whole_number
from cnn.ui.resources import classrooms
from cnn.ui.state import Lesson, state

LOCK = "lock"
SETTINGS = ("recipe", "epochs", "batch_size", "learning_rate", "training_images", "seed")

TAKEN = "lesson_taken"
"""Names what was taken from the address last: what the visitor changes afterwards stays."""


def take_lesson_from_address() -> Lesson | None:
    """The lesson that the address prescribes, the first time that it does; one sentence for what it
    cannot prescribe."""
    classroom = classrooms().of(state().id)
    prescribed = classroom.lesson if classroom and classroom.teacher != state().id else ""
    # What the teacher of the visitor's class prescribes comes before what a link does.
    given = dict(parse_qsl(prescribed)) or st.query_params
    fields = {name: given[name] for name in (*SETTINGS, LOCK) if name in given}
    if not fields or st.session_state.get(TAKEN) == fields:
        return None
    st.session_state[TAKEN] = fields
    try:
        lesson = _read(fields)
    except ValueError as error:
        st.warning(f"The address of this page describes no training. {error}")
        return None
    state().lesson = lesson
    return lesson


def _read(fields: dict[str, str]) -> Lesson:
    """
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
    settings["recipe"] = fields.get("recipe", ARTICLE.name)
    if settings["recipe"] not in RECIPES:
        raise ValueError(f"The recipe is one of: {', '.join(RECIPES)}.")
    return Lesson(settings, locked)
