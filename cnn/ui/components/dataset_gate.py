"""The dataset for a page that needs it, or the progress of loading it."""

import streamlit as st

from cnn.data.dataset import Dataset, DataSource
from cnn.errors import LabError
from cnn.ui.errors import show_errors
from cnn.ui.resources import provider

FIRST_WAIT = 5
"""Seconds within which data on the disk is read, or a download starts."""

POLL = 0.5
"""Seconds between two updates while Fashion-MNIST is being downloaded."""

IDLE_POLL = 5
"""The same while nothing is being downloaded: another visitor may start it."""

MEGABYTE = 1e6


def dataset_or_progress() -> Dataset | None:
    """The dataset, or ``None`` while it is loading, with the progress on the page.

    If Fashion-MNIST is not available, the dataset is a generated one, and the page has a notice
    that says so and why, with a button to try again.
    """
    try:
        data = provider().dataset or _first_wait()
    except LabError as error:
        st.error(str(error), icon=":material/error:")
        _retry_button("Try again")
        return None
    if data is None:
        st.fragment(_wait_for_dataset, run_every=POLL)()
    elif data.source == DataSource.GENERATED:
        loading = provider().loading.running
        st.fragment(_generated_notice, run_every=POLL if loading else IDLE_POLL)(data, loading)
    return data


def _first_wait() -> Dataset | None:
    provider().start()
    with st.spinner("Loading Fashion-MNIST"):
        provider().loading.wait_for_progress(FIRST_WAIT)
    return provider().get(wait=0)


def download_progress() -> None:
    """The progress of loading Fashion-MNIST; nothing when it is not being loaded."""
    if not provider().loading.running:
        return
    done, total = provider().loading.progress
    if total:
        megabytes = f"{done / MEGABYTE:.1f} of {total / MEGABYTE:.1f} MB"
        st.progress(done / total, f"Downloading Fashion-MNIST: {megabytes}")
    else:
        st.progress(0.0, "Looking for Fashion-MNIST")


def generated_label(source: str | None, subject: str = "Generated garments") -> None:
    """Marks results that are based on generated garments; nothing for Fashion-MNIST."""
    if source == DataSource.GENERATED:
        st.markdown(f":orange[:material/info: **{subject}, not Fashion-MNIST**]")


def _wait_for_dataset() -> None:
    with show_errors():
        if not provider().loading.running or provider().get(wait=0) is not None:
            st.rerun()
    download_progress()


def _generated_notice(shown: Dataset, was_loading: bool) -> None:
    loading = provider().loading.running
    if provider().dataset is not shown or loading != was_loading:
        st.rerun()
    with st.container(border=True):
        generated_label(DataSource.GENERATED)
        attempts = provider().failed_attempts
        tried = f" Tried {attempts} times." if attempts > 1 else ""
        st.caption(provider().fallback_reason + tried)
        if loading:
            download_progress()
        else:
            _retry_button("Get Fashion-MNIST")


def _retry_button(label: str) -> None:
    if st.button(label, icon=":material/refresh:", key="retry_loading"):
        provider().retry()
        st.rerun()
