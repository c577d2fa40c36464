"""What a visitor can put right is told in a sentence, where it happened."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from cnn.errors import LabError


@contextmanager
def show_errors() -> Iterator[None]:
    """Shows a ``LabError`` in place of what could not be drawn; the rest of the page stays.

    Each fragment needs it inside: Streamlit catches what leaves a fragment.
    """
    try:
        yield
    except LabError as error:
        st.error(str(error), icon=":material/error:")
