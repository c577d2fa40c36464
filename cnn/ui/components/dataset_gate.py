"""The garments for a page that needs them, or how far they are on their way."""

import streamlit as st

from cnn.data.dataset import Dataset, DataSource
from cnn.errors import LabError
from cnn.ui.errors import show_errors
from cnn.ui.resources import provider

FIRST_LOOK = 5
"""Seconds in which data that lies on the disk is read, or a download begins."""

POLL = 0.5
"""Seconds between two looks at a download."""

QUIET_POLL = 5
"""The same where nothing is under way: another visitor may fetch Fashion-MNIST."""

MEGABYTE = 1e6


def dataset_or_progress() -> Dataset | None:
    """The dataset; while it is loading, ``None``, with its progress on the page.

    Where Fashion-MNIST is not to be had, generated garments, with a notice that says so, why,
    and offers another try.
    """
    try:
        data = provider().dataset or _first_look()
    except LabError as error:
        st.error(str(error), icon=":material/error:")
        _try_again("Try again")
        return None
    if data is None:
        st.fragment(_download, run_every=POLL)()
    elif data.source == DataSource.GENERATED:
        under_way = provider().loading.running
        poll = POLL if under_way else QUIET_POLL
        st.fragment(_stand_in_notice, run_every=poll)(data, under_way)
    return data


def _first_look() -> Dataset | None:
    provider().start()
    with st.spinner("Reading Fashion-MNIST"):
        provider().loading.wait_for_progress(FIRST_LOOK)
    return provider().get(wait=0)


def download_bar() -> None:
    """How far Fashion-MNIST is on its way, where it is."""
    if not provider().loading.running:
        return
    done, total = provider().loading.progress
    if total:
        megabytes = f"{done / MEGABYTE:.1f} of {total / MEGABYTE:.1f} MB"
        st.progress(done / total, f"Downloading Fashion-MNIST: {megabytes}")
    else:
        st.progress(0.0, "Looking for Fashion-MNIST")


def source_line(source: str, words: str = "Generated garments") -> None:
    """Says of what does not rest on Fashion-MNIST that it does not."""
    if source == DataSource.GENERATED:
        st.markdown(f":orange[:material/info: **{words}, not Fashion-MNIST**]")


def _download() -> None:
    with show_errors():
        if not provider().loading.running or provider().get(wait=0) is not None:
            st.rerun()
    download_bar()


def _stand_in_notice(shown: Dataset, was_under_way: bool) -> None:
    fetching = provider().loading
    if provider().dataset is not shown or fetching.running != was_under_way:
        st.rerun()
    with st.container(border=True):
        source_line(DataSource.GENERATED)
        tries = provider().failed_attempts
        st.caption(provider().why_generated + (f" Tried {tries} times." if tries > 1 else ""))
        if fetching.running:
            download_bar()
        else:
            _try_again("Get Fashion-MNIST")


def _try_again(label: str) -> None:
    if st.button(label, icon=":material/refresh:", key="fetch_again"):
        provider().retry()
        st.rerun()
