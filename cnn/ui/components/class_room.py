"""A class that the visitor teaches or has joined: who is there, whose network trains, the board."""

import streamlit as st

from cnn.runs.classroom import Classroom
from cnn.runs.run import Run, State
from cnn.ui.components.class_door import ADDRESS
from cnn.ui.components.class_lesson import class_lesson
from cnn.ui.components.compare_runs import compare_runs
from cnn.ui.components.live_text import live_text
from cnn.ui.components.record_metrics import duration
from cnn.ui.components.run_address import address_with, show_address
from cnn.ui.components.run_status import counted, status
from cnn.ui.components.views import KEY as VIEW
from cnn.ui.errors import show_errors
from cnn.ui.resources import classrooms, run_queue
from cnn.ui.state import state

POLL = 2.0
"""Seconds between two updates."""

TEACHER = "Teacher"


def class_room(classroom: Classroom, view: str) -> None:
    """``view``: the name of the view of the page that this is."""
    teaches = classroom.teacher == state().id
    _head(classroom, teaches, view)
    if teaches:
        class_lesson(classroom)
    with live_text("class"):
        st.fragment(_people_and_board, run_every=POLL)(classroom.code, teaches)
    compare_runs(run_queue().runs_in(classroom.code))


def _head(classroom: Classroom, teaches: bool, view: str) -> None:
    code = f"{classroom.code[:3]} {classroom.code[3:]}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(f"Class {code}", anchor=False)
        with st.popover("Invite", icon=":material/qr_code_2:", key="invite"):
            st.write(f"Students open this address, or *Train*, *Class*, and type {code}.")
            show_address(address_with({VIEW: view, ADDRESS: classroom.code}))
        if teaches:
            with st.popover("End class", icon=":material/logout:", key="end_class"):
                st.write("End this class for everybody? Runs stay with those who started them.")
                st.button("End it now", on_click=_end, args=(classroom.code,))
        else:
            st.button("Leave class", icon=":material/logout:", on_click=_leave, args=(classroom,))


def _people_and_board(code: str, teaches: bool) -> None:
    classroom = classrooms().get(code)
    if classroom is None:
        st.rerun()
    assert classroom is not None
    runs = run_queue().runs_in(code)
    people, board = st.columns([2, 3], gap="large")
    with people, show_errors():
        _people(classroom)
        _in_line(classroom, runs, teaches)
    with board, show_errors():
        _board(classroom, runs, teaches)


def _people(classroom: Classroom) -> None:
    names = [member.nickname for member in classroom.members]
    st.subheader(counted(len(names), "student"), anchor=False)
    st.write(", ".join(names) or "Nobody has joined yet.")


def _in_line(classroom: Classroom, runs: list[Run], teaches: bool) -> None:
    going_on = sorted(
        (run for run in runs if not run.view().state.over), key=lambda run: (run.turn, run.name)
    )
    st.subheader("Training and waiting", anchor=False)
    if not going_on:
        st.caption("No network of this class trains.")
    for run in going_on:
        with st.container(horizontal=True, vertical_alignment="center"):
            who = _who(classroom, run)
            st.markdown(f"**{who}**: {run.name}, {status(run, run.view())}", width="stretch")
            if teaches:
                _steer(run)


def _steer(run: Run) -> None:
    now = run.view().state
    if now is State.QUEUED and run.suspended is None:
        st.button(
            "Skip",
            icon=":material/skip_next:",
            key=f"skip_{run.id}",
            help="Takes this run out of the queue.",
            on_click=_steered,
            args=(run, "stop"),
        )
    elif run.channel.paused:
        st.button(
            "End pause",
            icon=":material/play_arrow:",
            key=f"resume_{run.id}",
            on_click=_steered,
            args=(run, "resume"),
        )


def _board(classroom: Classroom, runs: list[Run], teaches: bool) -> None:
    st.subheader("Board", anchor=False)
    rows = board_rows(classroom, runs)
    if not rows:
        st.caption("Finished runs of the class appear here, the best validation accuracy first.")
        return
    st.dataframe(
        rows,
        hide_index=True,
        column_config={"Run": st.column_config.TextColumn(pinned=True)},
        alt="The finished runs of the class, the best validation accuracy first",
    )
    if teaches and not classroom.revealed:
        st.button(
            "Reveal test results",
            icon=":material/lock_open:",
            help="For everybody, and for all runs that follow. It cannot be taken back.",
            on_click=_reveal,
            args=(classroom.code,),
        )
    elif not classroom.revealed:
        st.caption("Your teacher reveals the test results of all runs at the end.")


def board_rows(classroom: Classroom, runs: list[Run]) -> list[dict[str, str]]:
    """A row for each finished run, the best validation accuracy first."""
    finished = [(run, record) for run in runs if (record := run.view().record) is not None]
    finished.sort(key=lambda each: -each[1].validation.accuracy)
    return [
        {
            "Run": run.name,
            "By": _who(classroom, run),
            "Validation accuracy": f"{record.validation.accuracy:.1%}{record.caveat}",
            "Test accuracy": f"{record.test.accuracy:.1%}" if run.revealed else "sealed",
            "Recipe": run.recipe.title,
            "Parameters": f"{record.parameters:,}",
            "Epochs": str(len(record.history)),
            "Time": duration(record.seconds),
        }
        for run, record in finished
    ]


def _who(classroom: Classroom, run: Run) -> str:
    if run.owner == classroom.teacher:
        return TEACHER
    return classroom.nickname_of(run.owner) or "Somebody who has left"


def _steered(run: Run, how: str) -> None:
    with show_errors():
        getattr(run_queue(), how)(run, state().id)


def _reveal(code: str) -> None:
    with show_errors():
        classrooms().reveal(code, state().id)
    for run in run_queue().runs_in(code):
        # Each by itself: one that cannot be stored keeps no other from being revealed.
        with show_errors():
            run_queue().reveal(run, state().id)


def _end(code: str) -> None:
    with show_errors():
        classrooms().end(code, state().id)
    st.query_params.pop(ADDRESS, None)


def _leave(classroom: Classroom) -> None:
    classrooms().leave(classroom.code, state().id)
    st.query_params.pop(ADDRESS, None)
