"""Parts of a page that update themselves: the more pages do so, the less often each of them.

A run of a fragment takes Streamlit some hundredths of a second, whatever it shows. So many pages of
one server share what a training can spare.
"""

import functools
import math
import threading
import time
import uuid
from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

Arguments = ParamSpec("Arguments")

PAGES_PER_SECOND = 5
"""Pages that update themselves, in all."""

STEP = 2.0
"""Paces are multiples of so many seconds, beyond the usual ones: each change reruns a page."""

GONE = 20.0
"""Seconds after which a page that has not updated itself is no longer counted."""

PAGE = "polling_page"
"""Names what tells this session's page apart from others."""


class Pages:
    """Those that have updated themselves lately. Safe to use from several threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._seen: dict[str, float] = {}

    def count(self, page: str) -> int:
        """With this one, which updates itself now."""
        with self._lock:
            now = self._now()
            self._seen[page] = now
            self._seen = {key: seen for key, seen in self._seen.items() if now - seen <= GONE}
            return len(self._seen)


@st.cache_resource(show_spinner=False)
def _pages() -> Pages:
    return Pages()


def pace(usual: float) -> float:
    """Seconds until this page is to update itself again, at least ``usual``."""
    page = st.session_state.setdefault(PAGE, uuid.uuid4().hex)
    return pace_among(_pages().count(page), usual)


def pace_among(pages: int, usual: float) -> float:
    wanted = pages / PAGES_PER_SECOND
    return usual if wanted <= usual else STEP * math.ceil(wanted / STEP)


def polled(show: Callable[Arguments, None], usual: float) -> Callable[Arguments, None]:
    """A fragment that is run every ``usual`` seconds, or less often if there are many pages."""
    every = pace(usual)

    @functools.wraps(show)
    def paced(*arguments: Arguments.args, **options: Arguments.kwargs) -> None:
        now = pace(usual)
        # Only the page can give a fragment another pace. Not for each page that comes or goes.
        if now > every or 2 * now < every:
            st.rerun()
        show(*arguments, **options)

    fragment: Callable[Arguments, None] = st.fragment(paced, run_every=every)
    return fragment
