"""Links to the training runs that a visitor waits for, with their status."""

import streamlit as st

from cnn.runs.run import Run
from cnn.ui.components.live_text import live_text
from cnn.ui.components.run_status import status
from cnn.ui.polling import polled
from cnn.ui.state import state
from cnn.ui.training import run_queue

POLL = 3.0
"""Seconds between two updates of a link to a run."""

Page = str | st.Page
"""A page, as ``st.page_link`` takes it."""


def active_run_links(page: Page, shown: Run | None = None) -> None:
    """Links on ``page`` to the visitor's own run, until they have seen its end, and to the one that
    they watch; none to the run that is shown."""
    visitor = state()
    # A second tab does not know which run the first one has started.
    active = (run for run in run_queue().runs_of(visitor.id) if not run.view().state.over)
    own = run_queue().get(visitor.started_run or "") or next(active, None)
    watched = run_queue().get(visitor.others.watched or "")
    for run in (own, watched):
        if run is not None and run is not shown:
            _link(run, page)


def _link(run: Run, page: Page) -> None:
    over = run.view().state.over
    # It does not rerun the page when the run is over: that would close an open dialog.
    with live_text(f"run_link_{run.id}"):
        show = st.fragment(_show_link) if over else polled(_show_link, POLL)
        show(run, page)


def _show_link(run: Run, page: Page) -> None:
    watching = "" if run.owner == state().id else "You are watching "
    st.page_link(
        page,
        query_params={"run": run.id},
        label=f"{watching}{run.name}: {status(run, run.view())}",
        icon=":material/model_training:",
    )
