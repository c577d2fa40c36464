"""What the owner of the server has set, for all sessions of the process."""

import os

import streamlit as st

from cnn.runs.settings import Settings, read_settings


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """
    Raises:
        UnusableSetting: an environment variable has no value that can be used.
    """
    return read_settings(os.environ)
