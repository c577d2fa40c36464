"""A link to a training run, with its status."""

import streamlit as st

from cnn.runs.run import Run
from cnn.ui.components.live_text import live_text
from cnn.ui.components.run_status import status
from cnn.ui.resources import run_queue
from cnn.ui.state import state

POLL = 3.0
"""Seconds between two updates of a link to a run."""

Page = str | st.Page
"""A page, as ``st.page_link`` takes it."""


def active_run_link(page: Page) -> None:
    """A link to the visitor's run on ``page``, from its start until they have seen its end."""
    visitor = state()
    # A second tab does not know which run the first one has started.
    active = (run for run in run_queue().runs_of(visitor.id) if not run.view().state.over)
    run = run_queue().get(visitor.started_run or "") or next(active, None)
    if run is not None:
        run_link(run, page)


def run_link(run: Run, page: Page) -> None:
    """A line with the status of a run that links to all of it on ``page``."""
    over = run.view().state.over
    # It does not rerun the page when the run is over: that would close an open dialog.
    with live_text("run_link"):
        st.fragment(_show_link, run_every=None if over else POLL)(run, page)


def _show_link(run: Run, page: Page) -> None:
    view = run.view()
    st.page_link(
        page,
        query_params={"run": run.id},
        label=f"{run.recipe.title}: {status(run, view)}",
        icon=":material/model_training:",
    )
