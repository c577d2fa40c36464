"""The buttons that steer a training run. Each has its place, whatever the run is doing."""

import time

import streamlit as st

from cnn.runs.run import Run, RunView, State
from cnn.ui.errors import show_errors
from cnn.ui.state import state
from cnn.ui.training import run_queue

WIDTH = 150
"""Of a button, in pixels: the same for all its labels."""

SHOWN = "pause_or_resume_shown"
"""Names what the button says, for which run, and since when."""

ECHO = 0.4
"""Seconds in which nobody can have read what the button says.

A fragment that updates itself may be told of one click twice, if both happen at once: the browser
sends the click along with the update. The second time must not mean the opposite.
"""


def run_controls(run: Run, view: RunView) -> None:
    """For the owner of a run that is not over."""
    with st.container(horizontal=True, vertical_alignment="center"), show_errors():
        if view.state is State.QUEUED and run.suspended is None:
            st.button(
                "Leave queue",
                icon=":material/close:",
                key="leave",
                width=WIDTH,
                on_click=_steer,
                args=(run, "stop"),
            )
            return
        _pause_or_resume(run, view)
        _stop(run, view)
        _pause_after_epochs(run)


def _pause_or_resume(run: Run, view: RunView) -> None:
    # One button, which keeps the focus: a second click takes back the first, and does nothing
    # worse.
    paused = run.channel.paused
    asked = paused and view.state is State.RUNNING
    wanted = "resume" if paused else "pause"
    shown = st.session_state.get(SHOWN)
    if shown is None or shown[:2] != (run.id, wanted):
        # What a run begins with can be clicked at once.
        since = time.monotonic() if shown and shown[0] == run.id else -ECHO
        st.session_state[SHOWN] = (run.id, wanted, since)
    st.button(
        "Pausing" if asked else "Resume" if paused else "Pause",
        icon=":material/play_arrow:" if paused and not asked else ":material/pause:",
        key="pause_or_resume",
        width=WIDTH,
        disabled=run.channel.stopping or view.state in (State.TESTING, State.PREPARING),
        on_click=_steer_once,
        args=(run, wanted),
    )


def _stop(run: Run, view: RunView) -> None:
    stopping = run.channel.stopping
    with st.popover(
        "Stopping" if stopping else "Stop",
        icon=":material/stop:",
        key="stop_popover",
        width=WIDTH,
        disabled=stopping or view.state is State.TESTING,
    ):
        st.write("End this run now? The best weights so far are kept. It cannot be continued.")
        st.button("End the run", key="stop", on_click=_steer, args=(run, "stop"))


def _pause_after_epochs(run: Run) -> None:
    key = f"pause_after_epochs_{run.id}"

    def remember() -> None:
        with show_errors():
            run_queue().pause_after_epochs(run, state().id, st.session_state[key])

    st.toggle(
        "Pause after each epoch",
        run.channel.pauses_after_epochs,
        key=key,
        help="Time to bet on the next value. Resume starts the next epoch.",
        on_change=remember,
    )


def _steer_once(run: Run, how: str) -> None:
    if time.monotonic() - st.session_state[SHOWN][2] > ECHO:
        _steer(run, how)


def _steer(run: Run, how: str) -> None:
    with show_errors():
        getattr(run_queue(), how)(run, state().id)
