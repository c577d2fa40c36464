"""The views of a page, one of which is shown. Its name is in the address."""

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from cnn.ui.components.reserved import reserved

View = TypeVar("View")

KEY = "view"
"""The widget's key, and the parameter in the address.

Not bound to it by Streamlit, which takes a parameter for that of the last page with such a widget,
and removes it from the address when the browser's Back button leads to another one.
"""


def choose_view(views: Mapping[str, View]) -> View:
    """The one in the address; the first, if there is none."""
    first = next(iter(views))
    name = st.query_params.get(KEY, first)
    st.session_state[KEY] = shown = name if name in views else first
    reserved("view", height=40, grows=True).segmented_control(
        "View",
        list(views),
        required=True,
        key=KEY,
        on_change=_put_in_address,
        args=(first,),
        label_visibility="collapsed",
        wrap=True,
    )
    return views[shown]


def _put_in_address(first: str) -> None:
    chosen = st.session_state[KEY]
    if chosen == first:
        st.query_params.pop(KEY, None)
    else:
        st.query_params[KEY] = chosen
