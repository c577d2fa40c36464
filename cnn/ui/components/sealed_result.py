"""The result on the test garments, sealed until somebody opens it deliberately."""

import streamlit as st

from cnn.runs.record import RunRecord
from cnn.runs.run import Run
from cnn.ui.components.live_text import live_text
from cnn.ui.errors import show_errors
from cnn.ui.state import state
from cnn.ui.training import classrooms, run_queue


def sealed_result(record: RunRecord, id: str, run: Run | None) -> None:
    """The result of a run, which its owner reveals to everybody who sees it, or of a pre-trained
    model (``run`` is ``None``), which each visitor reveals. ``id`` is the run's or the model's.
    """
    visitor = state()
    with live_text("test_result"):
        if run.revealed if run else id in visitor.revealed:
            _metrics(record)
        else:
            _seal(id, run, _who_reveals(run))


def _metrics(record: RunRecord) -> None:
    with st.container(horizontal=True):
        st.metric("Test accuracy", f"{record.test.accuracy:.1%}", width="content")
        st.metric("Test loss", f"{record.test.loss:.3f}", width="content")
    st.caption(
        "On 10,000 garments that played no part in training, nor in any choice. To choose between "
        "networks, go on using validation."
    )


def _who_reveals(run: Run | None) -> str:
    """A sentence, if it is somebody else than the visitor."""
    visitor = state().id
    classroom = classrooms().get(run.classroom) if run and run.classroom else None
    if classroom is not None and classroom.teacher != visitor:
        return "Your teacher reveals the results of the whole class."
    if classroom is not None or run is None or run.owner == visitor:
        return ""
    return "Only the visitor who started this run can reveal it."


def _seal(id: str, run: Run | None, who_else: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            "**The test result is sealed.** Look once, at the end: whoever looks, changes the "
            "network and looks again has begun to fit it to the test garments, and the result no "
            "longer says how good it is on new ones.",
            width="stretch",
        )
        if not who_else:
            st.button(
                "Reveal test result",
                icon=":material/lock_open:",
                key="reveal",
                on_click=_reveal,
                args=(id, run),
            )
        else:
            st.caption(who_else, width="content")


def _reveal(id: str, run: Run | None) -> None:
    visitor = state()
    if run is None:
        visitor.revealed.add(id)
        return
    with show_errors():
        run_queue().reveal(run, visitor.id)
