"""The moments of runs, and the networks that take their weights; shared by all sessions."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnn.nn.keras_session import keep_keras_session
from cnn.runs.moment_file import read_weights
from cnn.runs.network import AnyNetwork
from cnn.runs.run import Run
from cnn.runs.timeline import Moment, moments, newest
from cnn.ui.training import run_queue

if TYPE_CHECKING:
    from cnn.nn.explain.replay import Replay, Snapshot


@st.cache_resource(show_spinner=False, max_entries=8)
def replay(network: AnyNetwork) -> "Replay":
    """One for all runs and visitors: it holds the weights only while it looks at a garment."""
    keep_keras_session()
    from cnn.nn.explain.replay import Replay

    return Replay(network)


def moments_of(run: Run) -> tuple[Moment, ...]:
    """Those that are kept, oldest first."""
    folder = run_queue().folder_of(run)
    return moments(folder) if folder else ()


def newest_of(run: Run) -> Moment | None:
    """The weights of a run that trains, as they were seconds ago."""
    folder = run_queue().folder_of(run)
    return newest(folder) if folder and not run.view().state.over else None


def version(run: Run, moment: Moment) -> object:
    """Another one whenever the moment's file has been written again.

    Raises:
        OSError: it is gone.
    """
    return run.id, moment.file, _file(run, moment).stat().st_mtime_ns


def snapshot(run: Run, moment: Moment, image: np.ndarray) -> "Snapshot":
    """``image``: float32 (28, 28) in 0..1.

    Raises:
        OSError, ValueError, KeyError: the moment is gone, or its file cannot be read.
    """
    return replay(run.recipe.network).at(read_weights(_file(run, moment)), image)


def _file(run: Run, moment: Moment) -> Path:
    folder = run_queue().folder_of(run)
    if folder is None:
        raise FileNotFoundError(moment.file)
    return folder / moment.file
