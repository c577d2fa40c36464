"""Text that code changes by itself, which a browser's page translation must leave alone.

A translation puts new elements in place of the text. React goes on changing the old text, which is
no longer on the page: a heading would keep the name of the first garment.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

PREFIX = "live_"

ANSWER = "answer"
"""Names the container of the prediction."""

MARK = f"""<script>
if (!window.liveText) {{
    const mark = () => document.querySelectorAll("[class*=st-key-{PREFIX}]:not([translate])")
        .forEach((element) => {{ element.translate = false; }});
    window.liveText = new MutationObserver(mark);
    window.liveText.observe(document.body, {{ childList: true, subtree: true }});
    mark();
}}
</script>"""


def live_text(name: str, *, horizontal: bool = False) -> DeltaGenerator:
    """A container that is not translated; ``name`` is unique on the page."""
    return st.container(key=PREFIX + name, horizontal=horizontal)


def keep_from_translation() -> None:
    """Makes containers of live text known to the browser, now and when they appear."""
    st.html(MARK, unsafe_allow_javascript=True)
