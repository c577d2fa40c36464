"""What to do with a finished run: use its model, run it again, or download its files."""

import re
from collections.abc import Callable

import streamlit as st

from cnn.plots.figures import loss_curve_png, loss_curve_svg
from cnn.runs.archive import LITERT_FILE, PNG_FILE, SVG_FILE, archive
from cnn.runs.record import MODEL_FILE, RunRecord
from cnn.runs.run import Run
from cnn.ui.training import run_queue

OnRun = Callable[[Run], None]
"""Called with the run that the visitor wants to do something with."""


def run_next(run: Run, on_use: OnRun, on_again: OnRun, on_change: OnRun | None) -> None:
    """``on_again`` starts a run with these settings, ``on_change`` lets the visitor change one:
    ``None`` where the settings can be changed anyway.
    """
    with st.container(horizontal=True):
        if st.button("Use this model", icon=":material/draw:", type="primary"):
            on_use(run)
        st.button(
            "Run again",
            icon=":material/replay:",
            help="The same settings with another seed: how much of it is chance?",
            on_click=on_again,
            args=(run,),
        )
        if on_change is not None:
            st.button(
                "Run again with one change",
                icon=":material/tune:",
                help="Fills in these settings and this seed, so that only your change makes a "
                "difference.",
                on_click=on_change,
                args=(run,),
            )


def run_files(run: Run, record: RunRecord) -> None:
    """The buttons that download what was trained and how."""
    with st.container(horizontal=True):
        name = file_name(run.name)
        st.download_button(
            "Download model",
            lambda: run_queue().model_path(run).read_bytes(),
            f"{name}.keras",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Download all",
            lambda: _archive(run, record),
            f"{name}.zip",
            icon=":material/folder_zip:",
            help="The model for Keras and for phones (LiteRT), this training as a script and a "
            "notebook in plain Keras, the history and the loss curve. It takes a few seconds.",
            on_click="ignore",
        )


def _archive(run: Run, record: RunRecord) -> bytes:
    # Imports TensorFlow, which is not on the way of a page.
    from cnn.nn.litert import litert

    path = run_queue().model_path(run)
    return archive(
        run.name,
        record,
        {
            MODEL_FILE: path.read_bytes(),
            LITERT_FILE: litert(path),
            PNG_FILE: loss_curve_png(record, run.name),
            SVG_FILE: loss_curve_svg(record, run.name),
        },
    )


def download_loss_curve(record: RunRecord, name: str) -> None:
    """The button that downloads the article's figure; ``name`` is the run's or the model's."""
    st.download_button(
        "Download loss curve",
        lambda: loss_curve_png(record, name),
        f"{file_name(name)}-loss-curve.png",
        icon=":material/download:",
        on_click="ignore",
    )


def file_name(name: str) -> str:
    """The name of a run as a part of file names: letters and digits of any script, and hyphens."""
    return re.sub(r"\W+", "-", name.lower()).strip("-") or "run"
