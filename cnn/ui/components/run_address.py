"""Addresses to hand out, to copy and as QR codes: of a run, and of a class."""

import functools
import io
import socket
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from cnn.runs.run import Run
from cnn.ui.components.copy_button import copy_button
from cnn.ui.errors import show_errors
from cnn.ui.state import state
from cnn.ui.training import run_queue

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")

QR_PIXELS = 6
"""Of a module's side."""

OUTSIDE = ("192.0.2.1", 9)
"""An address for documentation: nothing is sent there."""


def share_run(run: Run) -> None:
    st.write("Whoever opens this address sees the run. Only you can steer it.")
    show_address(address_with({"run": run.id}))
    if run.owner == state().id:
        key = f"publish_{run.id}"
        st.session_state.setdefault(key, run.published)
        st.toggle(
            "Show it on the board of this server",
            key=key,
            help="Everybody on this server sees its name, settings and results under *Board*.",
            on_change=_publish,
            args=(run, key),
        )


def _publish(run: Run, key: str) -> None:
    with show_errors():
        run_queue().publish(run, state().id, st.session_state[key])


def show_address(address: str) -> None:
    """With a button that copies it, and as a QR code."""
    st.code(address, language=None, wrap_lines=True)
    copy_button("Copy link", address, key="copy_link")
    st.image(qr_code(address), width="content", alt=f"QR code of {address}")
    if urlsplit(address).hostname in LOCAL_HOSTS:
        st.caption("This address works on this computer only.")


def address_with(parameters: Mapping[str, str]) -> str:
    """Where others find the page that this visitor is on, with these parameters.

    Opened on the server's own computer, a page has an address that is of no use to others: theirs
    has its address in the network.
    """
    parts = urlsplit(st.context.url or "http://localhost:8501/train")
    host = parts.hostname or "localhost"
    listens_to_all = st.get_option("server.address") is None
    if host in LOCAL_HOSTS and listens_to_all:
        host = _network_host() or host
    if ":" in host:
        host = f"[{host}]"
    netloc = host if parts.port is None else f"{host}:{parts.port}"
    return urlunsplit((parts.scheme, netloc, parts.path, urlencode(parameters), ""))


@functools.cache
def qr_code(address: str) -> bytes:
    """A PNG, black on white with the margin that readers need."""
    import segno

    buffer = io.BytesIO()
    segno.make(address, micro=False).save(buffer, kind="png", scale=QR_PIXELS, border=4)
    return buffer.getvalue()


def _network_host() -> str | None:
    """This computer's address in its network; ``None`` without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(OUTSIDE)  # chooses a way, and sends nothing
        except OSError:
            return None
        return str(probe.getsockname()[0])
