"""What all pages share: the training that goes on elsewhere, faults in a sentence, credits."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from cnn.errors import LabError
from cnn.ui.components.run_progress import run_elsewhere
from cnn.ui.state import COOKIE, state

A_YEAR = 365 * 24 * 3600


@contextmanager
def frame(shows_runs: bool) -> Iterator[None]:
    """Surrounds a page; ``shows_runs``: one that shows the visitor's runs itself.

    A ``LabError`` that the page lets through is shown at its foot."""
    remember_visitor()
    if not shows_runs:
        run_elsewhere()
    try:
        yield
    except LabError as error:
        st.error(str(error), icon=":material/error:")
    st.space("medium")
    st.caption(
        "Garments: [Fashion-MNIST](https://github.com/zalandoresearch/fashion-mnist) by Zalando "
        "SE, MIT licence."
    )


def remember_visitor() -> None:
    """Asks the browser to keep the visitor's number, the only thing that it is asked to keep."""
    visitor = state()
    if not visitor.known_by_cookie:
        st.html(
            f"<script>document.cookie = '{COOKIE}={visitor.id}; path=/; max-age={A_YEAR}; "
            "SameSite=Lax'</script>",
            unsafe_allow_javascript=True,
        )
