"""Room for what the browser has yet to load.

Streamlit loads the code of most elements when a page first needs them, and shows something 40
pixels high in their place until then. The height of a container is known at once, so that what is
below stays where it is.
"""

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

PREFIX, GROWS = "reserved_", "reserved_grows_"

STYLE = f"""<style>
[class*=st-key-{PREFIX}], :has(> [class*=st-key-{PREFIX}]) {{ overflow: visible; }}
:has(> [class*=st-key-{GROWS}]):not(:has([class*=stSkeleton])),
[class*=st-key-{GROWS}]:not(:has([class*=stSkeleton])) {{ height: auto; }}
</style>"""
"""Nothing scrolls in it, and outlines may go beyond."""


def reserved(
    name: str,
    height: int | Literal["content"],
    width: int | Literal["stretch"] = "stretch",
    *,
    grows: bool = False,
) -> DeltaGenerator:
    """A container, in pixels; ``name`` is unique on the page.

    With ``grows``, the height is that of what has been loaded, which wraps in a narrow window.
    """
    key = (GROWS if grows else PREFIX) + name
    return st.container(key=key, height=height, width=width, border=False, gap=None)
