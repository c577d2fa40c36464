"""What all pages share: the training that goes on elsewhere, credits."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from cnn.data.dataset import DataSource
from cnn.ui.components.run_progress import run_elsewhere
from cnn.ui.errors import show_errors
from cnn.ui.resources import provider
from cnn.ui.state import COOKIE, state

A_YEAR = 365 * 24 * 3600


@contextmanager
def frame(page: st.Page, runs_page: st.Page) -> Iterator[None]:
    """Surrounds ``page``; ``runs_page`` is the one that shows the visitor's runs."""
    remember_visitor()
    with show_errors():
        if page != runs_page:
            run_elsewhere(runs_page)
        yield
    st.space("medium")
    data = provider().dataset
    generated = data is not None and data.source == DataSource.GENERATED
    st.caption(
        f"Garments: {'made by a generator that has learned from ' if generated else ''}"
        "[Fashion-MNIST](https://github.com/zalandoresearch/fashion-mnist) by Zalando SE, MIT "
        "license."
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
