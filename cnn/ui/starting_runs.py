"""Starting a run for a visitor: by the network address that they come from."""

import streamlit as st

from cnn.runs.client_address import client_address
from cnn.runs.recipe import Recipe
from cnn.runs.run import Run
from cnn.runs.timeline import Moment
from cnn.ui.settings import settings
from cnn.ui.state import state
from cnn.ui.training import run_queue


def start_run(recipe: Recipe, seed: int | None, branch: tuple[Run, Moment] | None = None) -> Run:
    """Puts a run of the visitor's into the queue; the arguments are those of the queue.

    Raises:
        RunRefused: see ``RunQueue.start``.
    """
    visitor = state()
    run = run_queue().start(recipe, visitor.id, seed, _address(), branch)
    visitor.started_run = run.id
    return run


def _address() -> str | None:
    forwarded = st.context.headers.get_all("X-Forwarded-For")
    return client_address(st.context.ip_address, forwarded, settings().trusted_proxies)
