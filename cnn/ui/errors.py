"""Errors that a visitor can fix, shown as a sentence where they happened."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from cnn.errors import LabError


@contextmanager
def show_errors() -> Iterator[None]:
    """Shows a ``LabError`` instead of what raised it; the rest of the page stays.

    Each fragment needs its own: Streamlit catches every exception that leaves a fragment.
    """
    try:
        yield
    except LabError as error:
        st.error(str(error), icon=":material/error:")
