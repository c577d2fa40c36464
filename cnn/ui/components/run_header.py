"""Whose run this is and what it is called, with the ways to rename, to keep and to share it."""

import streamlit as st

from cnn.runs.retention import PINS
from cnn.runs.run import Run
from cnn.runs.run_name import MAX_LENGTH
from cnn.ui.components.live_text import live_text
from cnn.ui.components.run_address import share_run
from cnn.ui.errors import show_errors
from cnn.ui.state import state
from cnn.ui.training import run_queue

STYLE = """<style>
.st-key-live_run_header { scroll-margin-top: 4rem; }
.st-key-live_run_header [data-testid=stCheckbox] label { min-height: 24px; align-items: center; }
</style>"""
"""The height of what stays at the top of the window, and of what a finger can hit."""

TO_THE_RUN = """<script>
{{
const header = document.querySelector(".st-key-live_run_header");
header.scrollIntoView({{
    block: innerWidth > 640 && header.getBoundingClientRect().top < innerHeight / 2
        ? "nearest" : "start",
    behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth",
}});
}}
// {run}: the browser runs this again only if it has changed.
</script>"""

STAY = "<script></script>"
"""In the same place, so that what is below does not move."""


def run_header(run: Run) -> None:
    own = run.owner == state().id
    st.html(STYLE)
    # On a phone, and beside long code, the start button is above the run.
    started = state().started_run == run.id
    st.html(TO_THE_RUN.format(run=run.id) if started else STAY, unsafe_allow_javascript=True)
    with (
        live_text("run_header"),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        st.header(run.name if own else f"You are watching {run.name}", anchor=False)
        with st.popover("Share", icon=":material/share:", key="share"):
            share_run(run)
        if own:
            with st.popover("Rename", icon=":material/edit:", key="rename_popover"):
                _rename(run)
            _keep(run)
        else:
            st.button("Stop watching", icon=":material/visibility_off:", on_click=_stop_watching)


def _rename(run: Run) -> None:
    key = f"name_{run.id}"

    def rename() -> None:
        with show_errors():
            run_queue().rename(run, state().id, st.session_state[key])
        st.session_state[key] = run.name

    st.text_input("Name of this run", run.name, max_chars=MAX_LENGTH, key=key, on_change=rename)
    st.caption("Whoever you share the run with sees this name.")


def _keep(run: Run) -> None:
    key = f"keep_{run.id}"

    def keep() -> None:
        with show_errors():
            run_queue().pin(run, state().id, st.session_state[key])
        st.session_state[key] = run.pinned

    view = run.view()
    st.toggle(
        "Keep",
        run.pinned,
        key=key,
        help="This server deletes the oldest runs when it needs room. It keeps those of your runs "
        f"that you choose: at most {PINS}.",
        disabled=view.state.over and view.record is None,
        width="content",
        on_change=keep,
    )


def _stop_watching() -> None:
    visitor = state()
    visitor.others.watched = visitor.shown_run = None
    st.query_params.pop("run", None)
