"""The timeline of a run: a slider over its moments, and what the network was like at each."""

import time

import streamlit as st

from cnn.runs.network import AnyNetwork, Convolution, Network
from cnn.runs.run import Run
from cnn.runs.timeline import Moment, moment_name
from cnn.ui.components.branch_form import OnBranch, branch_form
from cnn.ui.components.live_text import live_text
from cnn.ui.components.reserved import reserved
from cnn.ui.components.timeline_pin import pinned
from cnn.ui.components.timeline_view import timeline_view
from cnn.ui.polling import polled
from cnn.ui.replays import moments_of, newest_of, snapshot, version
from cnn.ui.resources import provider
from cnn.ui.state import state

POLL, POLL_OF_OTHERS = 2.0, 10.0
"""Seconds between two looks at a run that trains: at one's own, and at one that a class watches."""

STEP = 0.6
"""Seconds for each moment while they are played."""

NOW = "now"
"""What the newest weights of a run that trains are called."""

BARS, MAPS = "timeline_bars_only", "timeline_with_maps"
"""Name the section of a network without convolutions, and of one with them."""

STYLE = f"""<style>
.st-key-{BARS} {{ min-height: 32.5rem; }}
.st-key-{MAPS} {{ min-height: 52rem; }}
@media (max-width: 640px) {{
    .st-key-{BARS} {{ min-height: 73rem; }}
    .st-key-{MAPS} {{ min-height: 108rem; }}
    :has(> .st-key-reserved_moment) {{ min-width: 100%; }}
}}
</style>"""
"""What is below stays where it is when the first moment comes."""


def timeline(run: Run, on_branch: OnBranch) -> None:
    """Nothing for a run without moments that is over, such as one of an earlier version.

    Updates itself while the run goes on. ``on_branch`` starts a run from a moment of this one.
    """
    over = run.view().state.over
    if over and not moments_of(run):
        return
    st.html(STYLE)
    with st.container(key=MAPS if _has_maps(run.recipe.network) else BARS), live_text("timeline"):
        st.subheader("Timeline", anchor=False)
        st.caption("Go back in time: the network answers as it did at the moment that you choose.")
        plays = _playing(run) in st.session_state
        if plays or over:
            show = st.fragment(_show, run_every=STEP if plays else None)
        else:
            show = polled(_show, POLL if run.owner == state().id else POLL_OF_OTHERS)
        show(run, on_branch, plays)


def _show(run: Run, on_branch: OnBranch, plays: bool) -> None:
    if (_playing(run) in st.session_state) != plays:
        st.rerun()  # only the page can give a fragment another pace
    kept, now = moments_of(run), newest_of(run)
    moments = [*kept, now] if now else [*kept]
    if not moments:
        st.caption("The first moment comes after a few batches.")
        return
    moment = _choose(run, moments, {now.file} if now else set())
    garment = pinned(data := provider().dataset)
    if garment is None:
        st.caption("The garments are being loaded.")
        return
    try:
        key = (version(run, moment), garment.key)
        seen = state().replayed.get(key, lambda: snapshot(run, moment, garment.image))
    except (OSError, ValueError, KeyError):
        st.caption("This moment is gone. Choose another one.")
        return
    others = 0 if data is None else len(data.validation)
    timeline_view(run, moment, seen, garment, others=others, live=moment is now)
    if kept:
        branch_form(run, kept[-1] if moment is now else moment, on_branch)


def _has_maps(network: AnyNetwork) -> bool:
    layers = network.layers if isinstance(network, Network) else ()
    return not layers or any(isinstance(layer, Convolution) for layer in layers)


def _choose(run: Run, moments: list[Moment], live: set[str]) -> Moment:
    """The visitor's choice; the newest as long as they have not chosen."""
    key, chosen = f"moment_{run.id}", f"has_chosen_{run.id}"
    by_file = {moment.file: moment for moment in moments}
    names = {file: NOW if file in live else _name(run, by_file[file]) for file in by_file}
    files = list(by_file)
    if _playing(run) in st.session_state:
        played = _played(run)
        st.session_state[key] = files[min(played, len(files) - 1)]
        if played >= len(files):
            _stop_playing(run)
            st.rerun()
    elif st.session_state.get(key) not in (files if st.session_state.get(chosen) else files[-1:]):
        st.session_state[key] = files[-1]

    def choose() -> None:
        _stop_playing(run)
        st.session_state[chosen] = st.session_state[key] != files[-1]

    with st.container(horizontal=True, vertical_alignment="bottom"):
        with reserved("moment", 68):
            file = st.select_slider(
                "Moment",
                files,
                format_func=lambda file: names.get(file, file),
                key=key,
                persist_state="session",
                on_change=choose,
                disabled=len(files) < 2,
                help="The network answers as it did at this moment of its training. Moments are "
                "kept after about 50, 150, 400 and 1,000 batches and at the end of each epoch.",
            )
        _play_button(run, disabled=len(files) < 2)
    return by_file[file]


def _name(run: Run, moment: Moment) -> str:
    return moment_name(moment.epochs, run.recipe.batches_per_epoch)


def _play_button(run: Run, disabled: bool) -> None:
    playing = _playing(run) in st.session_state
    st.button(
        "Stop playing" if playing else "Play",
        icon=":material/stop:" if playing else ":material/play_arrow:",
        key="play_timeline",
        width=150,
        disabled=disabled,
        help="Goes through all moments.",
        on_click=_stop_playing if playing else _play,
        args=(run,),
    )


def _playing(run: Run) -> str:
    """Names the time at which playing began."""
    return f"playing_{run.id}"


def _play(run: Run) -> None:
    st.session_state[_playing(run)] = time.monotonic()


def _stop_playing(run: Run) -> None:
    st.session_state.pop(_playing(run), None)


def _played(run: Run) -> int:
    """Moments that have had their time."""
    began: float = st.session_state[_playing(run)]
    return int((time.monotonic() - began) / STEP)
