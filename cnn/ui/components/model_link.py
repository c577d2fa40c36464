"""Links to a page about the model that the visitor has chosen."""

from collections.abc import Mapping

import streamlit as st

from cnn.ui.components.model_picker import ADDRESS

Page = str | st.Page
"""A page, as ``st.page_link`` takes it."""


def model_link(page: Page, text: str, parameters: Mapping[str, str], icon: str = "") -> None:
    """``parameters``: what else the address of ``page`` says.

    The address has the model from the start: each later change of it would be an entry of its own
    in the browser's history.
    """
    model = {ADDRESS: st.query_params[ADDRESS]} if ADDRESS in st.query_params else {}
    st.page_link(page, label=text, icon=icon, query_params={**parameters, **model})
