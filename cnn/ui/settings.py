"""What the owner of the server has set, for all sessions of the process."""

import logging
import os

import streamlit as st

from cnn.errors import UnusableSetting
from cnn.runs.settings import Settings, read_settings

log = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """
    Raises:
        UnusableSetting: an environment variable has no value that can be used.
    """
    return read_settings(os.environ)


def require_settings() -> None:
    """Ends the page with a sentence if something that the owner has set cannot be used."""
    try:
        settings()
    except UnusableSetting as error:
        log.error("%s", error)
        st.error(str(error), icon=":material/error:")
        st.stop()
