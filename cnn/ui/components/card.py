"""A picture with a button or a link below it, whose area is the whole card.

The button or link is the only thing in a card that takes the focus.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import streamlit as st

from cnn.ui.components.model_link import Page, model_link

STYLE = """<style>
[class*=st-key-card_] { position: relative; border-radius: 0.4rem; }
[class*=st-key-card_], :has(> [class*=st-key-card_]) { overflow: visible; }
[class*=st-key-open_] { position: static; }
[class*=st-key-open_] :is(button, a)::after { content: ""; position: absolute; inset: -0.4rem; }
[class*=st-key-open_] button:focus-visible { box-shadow: none; }
[class*=st-key-open_] a { padding: 0; line-height: 1.4; }
[class*=st-key-open_] a:is(:hover, :focus-visible) { background: none; }
[class*=st-key-open_] a p { text-align: center; }
[class*=st-key-card_]:hover { outline: 1px solid; outline-offset: 0.4rem; }
[class*=st-key-card_]:has(:focus-visible) { outline: 3px solid; outline-offset: 0.4rem; }
[class*=st-key-card_] [data-testid=stElementToolbar] { display: none; }
</style>"""


@contextmanager
def cards(key: str) -> Iterator[None]:
    """Surrounds cards, in rows."""
    st.html(STYLE)
    with st.container(horizontal=True, key=key):
        yield


@contextmanager
def card(name: object, width: int, height: int) -> Iterator[None]:
    """Surrounds a picture and its ``card_button`` or ``card_link``; in pixels."""
    with st.container(
        width=width,
        height=height,
        border=False,
        gap="xxsmall",
        horizontal_alignment="center",
        key=f"card_{name}",
    ):
        yield


def card_button(
    name: object, text: str, on_click: Callable[..., None], *args: object, icon: str | None = None
) -> None:
    st.button(text, icon=icon, type="tertiary", key=f"open_{name}", on_click=on_click, args=args)


def card_link(name: object, page: Page, text: str, parameters: Mapping[str, str]) -> None:
    """A link to another page about the same model, whose address has ``parameters``."""
    with st.container(key=f"open_{name}", horizontal_alignment="center"):
        model_link(page, text, parameters)
