"""That some runs are on the disk but cannot be shown."""

import streamlit as st

from cnn.ui.components.run_status import counted
from cnn.ui.training import run_queue


def unreadable_runs() -> None:
    """For everybody: whoever misses a run learns why. The server's log has the details."""
    number = run_queue().unreadable
    if number:
        was = "was" if number == 1 else "were"
        st.caption(f"{counted(number, 'run')} on this server cannot be read and {was} skipped.")
