"""The way into a class: join one by its code, or open one."""

import streamlit as st

from cnn.runs.classroom import CODE_LENGTH, LONGEST_NICKNAME, read_code
from cnn.ui.errors import show_errors
from cnn.ui.state import state
from cnn.ui.training import classrooms

ADDRESS = "class"
"""The parameter of the address that has the code of a class."""


def class_door() -> None:
    invited = st.query_params.get(ADDRESS, "")
    join, found = st.columns(2, gap="large")
    with join:
        _join(invited)
    if not invited:
        with found:
            _open()


def _join(invited: str) -> None:
    st.header("Join a class", anchor=False)
    with st.form("join_class", border=False):
        code = st.text_input(
            "Code",
            invited,
            max_chars=2 * CODE_LENGTH,
            help="Six letters and digits, which your teacher has.",
            autocomplete="off",
        )
        nickname = st.text_input(
            "Nickname",
            max_chars=LONGEST_NICKNAME,
            placeholder="Optional",
            help="Everybody in the class sees it. Nothing else is kept of you, and it is deleted "
            "with the class.",
            autocomplete="off",
        )
        if st.form_submit_button("Join", icon=":material/login:", type="primary"):
            with show_errors():
                classrooms().join(read_code(code), state().id, nickname)
                st.rerun()


def _open() -> None:
    st.header("Open a class", anchor=False)
    st.write(
        "For teachers. Students join by a code, without an account. You see who is there and whose "
        "network trains, choose the settings that everybody begins with, and reveal the test "
        "results of all at the end. A class ends after a day."
    )
    if st.button("Open a class", icon=":material/school:"):
        with show_errors():
            classrooms().open(state().id)
            st.rerun()
