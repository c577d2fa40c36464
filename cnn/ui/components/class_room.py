"""A class that the visitor teaches or has joined: who is there, whose network trains, the board."""

import streamlit as st

from cnn.runs.classroom import Classroom
from cnn.runs.run import Run, State
from cnn.ui.components.board import board
from cnn.ui.components.class_door import ADDRESS
from cnn.ui.components.class_lesson import class_lesson
from cnn.ui.components.compare_runs import compare_runs
from cnn.ui.components.live_text import live_text
from cnn.ui.components.run_address import address_with, qr_code, show_address
from cnn.ui.components.run_link import Page
from cnn.ui.components.run_progress import curves_of, progress_bar
from cnn.ui.components.run_status import counted, status
from cnn.ui.components.views import KEY as VIEW
from cnn.ui.errors import show_errors
from cnn.ui.polling import polled
from cnn.ui.state import state
from cnn.ui.training import classrooms, run_queue

POLL = 2.0
"""Seconds between two updates."""

FIRST_IN_LINE = 5
"""Runs that are listed without being asked for."""

TEACHER = "Teacher"

STYLE = """<style>
.st-key-class_now { min-height: 34rem; }
</style>"""
"""What comes below stays where it is when a run begins or ends."""


def class_room(classroom: Classroom, page: Page, view: str) -> None:
    """``view``: the name of the view of ``page`` that this is; runs open on ``page``."""
    teaches = classroom.teacher == state().id
    st.html(STYLE)
    _head(classroom, teaches, view)
    if teaches:
        class_lesson(classroom)
    runs = run_queue().runs_in(classroom.code)
    with live_text("class"):
        polled(_live, POLL)(classroom, page, view, _can_be_compared(runs))
    compare_runs(runs, lambda run: f"{_who(classroom, run)}, {run.name}")


def _head(classroom: Classroom, teaches: bool, view: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(f"Class {_spaced(classroom.code)}", anchor=False)
        with st.popover("Invite", icon=":material/qr_code_2:", key="invite"):
            st.write(_how_to_join(classroom))
            show_address(_address(classroom, view))
        if teaches:
            with st.popover("End class", icon=":material/logout:", key="end_class"):
                st.write("End this class for everybody? Runs stay with those who started them.")
                st.button("End it now", on_click=_end, args=(classroom.code,))
        else:
            st.button("Leave class", icon=":material/logout:", on_click=_leave, args=(classroom,))


def _spaced(code: str) -> str:
    """Easier to read out."""
    return f"{code[:3]} {code[3:]}"


def _how_to_join(classroom: Classroom) -> str:
    code = _spaced(classroom.code)
    return f"Students open this address, or choose *Train*, *Class* and type **{code}**."


def _address(classroom: Classroom, view: str) -> str:
    return address_with({VIEW: view, ADDRESS: classroom.code})


def _can_be_compared(runs: list[Run]) -> list[str]:
    return [run.id for run in runs if run.view().history]


def _live(drawn: Classroom, page: Page, view: str, compared: list[str]) -> None:
    """All that changes by itself; reruns the page for what is around it."""
    classroom = classrooms().get(drawn.code)
    runs = run_queue().runs_in(drawn.code)
    if classroom is None or _can_be_compared(runs) != compared:
        st.rerun()
    assert classroom is not None
    teaches = classroom.teacher == state().id
    people, now = st.columns([1, 3], gap="large")
    with people:
        _people(classroom)
        _in_line(classroom, runs, teaches)
    with now, st.container(key="class_now"):
        _now(classroom, runs, teaches, page, view)
    _board(classroom, runs, teaches)


def _people(classroom: Classroom) -> None:
    me = state().id
    names = [
        f":gray-badge[**{member.nickname}, you**]"
        if member.visitor == me
        else f":gray-badge[{member.nickname}]"
        for member in classroom.members
    ]
    st.subheader(counted(len(names), "student") if names else "Students", anchor=False)
    st.write(" ".join(names) or "Nobody has joined yet.")


def _in_line(classroom: Classroom, runs: list[Run], teaches: bool) -> None:
    going_on = sorted(
        (run for run in runs if not run.view().state.over), key=lambda run: (run.turn, run.name)
    )
    st.subheader("Training and waiting", anchor=False)
    if not going_on:
        st.caption("Nobody trains. Choose *Train* above to start.")
    for run in going_on[:FIRST_IN_LINE]:
        _line(classroom, run, teaches)
    if going_on[FIRST_IN_LINE:]:
        with st.expander("More in line", key="more_in_line"):
            for run in going_on[FIRST_IN_LINE:]:
                _line(classroom, run, teaches)


def _line(classroom: Classroom, run: Run, teaches: bool) -> None:
    st.markdown(f"**{_who(classroom, run)}**: {run.name}, {status(run, run.view())}")
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


def _now(classroom: Classroom, runs: list[Run], teaches: bool, page: Page, view: str) -> None:
    """The curves of the run that trains, or else of the one that has finished last."""
    run = next((run for run in runs if run.view().state.has_worker), None)
    run = run or next((run for run in runs if run.view().record), None)
    if run is not None:
        st.subheader(f"{_who(classroom, run)}: {run.name}", anchor=False)
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(width="stretch"):
                progress_bar(run, run.view())
            st.page_link(
                page,
                query_params={"run": run.id},
                label="Open",
                icon=":material/open_in_full:",
                width="content",
            )
        curves_of(run, key="class")
    elif teaches:
        st.write(_how_to_join(classroom))
        address = _address(classroom, view)
        st.image(qr_code(address), width=360, alt=f"QR code of {address}")
        st.write(f"`{address}`")
    else:
        st.caption("The curves of the network that trains appear here.")


def _board(classroom: Classroom, runs: list[Run], teaches: bool) -> None:
    st.header("Board", anchor=False)
    if not any(run.view().record for run in runs):
        st.caption("Finished runs of the class appear here, the best validation accuracy first.")
        return
    board(runs, lambda run: _who(classroom, run))
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
