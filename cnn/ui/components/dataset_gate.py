"""Fashion-MNIST for a page that needs it, or how far it is on its way."""

import streamlit as st

from cnn.dataset import Dataset
from cnn.ui.resources import dataset

A_MOMENT = 5
"""Seconds in which data that lies on the disk is read; a download takes longer."""

MEGABYTE = 1e6


def dataset_or_progress() -> Dataset | None:
    """The dataset; while it is loading, ``None``, with its progress on the page.

    After a failure, why, and a button to try again.
    """
    loading = dataset()
    if loading.result is None and loading.error is None:
        loading.start()
        with st.spinner("Reading Fashion-MNIST"):
            loading.wait_for_news(A_MOMENT)
    if loading.result is not None:
        return loading.result
    if loading.error is not None:
        st.error(str(loading.error), icon=":material/cloud_off:")
        if st.button("Try again", icon=":material/refresh:"):
            loading.start()
            st.rerun()
    else:
        _download_progress()
    return None


@st.fragment(run_every=0.5)
def _download_progress() -> None:
    loading = dataset()
    if loading.result is not None or loading.error is not None:
        st.rerun()
    done, total = loading.progress
    if total:
        megabytes = f"{done / MEGABYTE:.1f} of {total / MEGABYTE:.1f} MB"
        st.progress(done / total, f"Downloading Fashion-MNIST: {megabytes}")
    else:
        st.progress(0.0, "Reading Fashion-MNIST")
