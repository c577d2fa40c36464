"""The training of the code: its button, the run as ``fit`` prints it, and the ones before."""

import math

import streamlit as st

from cnn import pretrained
from cnn.errors import RunRefused
from cnn.runs.recipe import ARTICLE, OWN, USUAL_SEED
from cnn.runs.record import RunRecord
from cnn.runs.run import Run, RunView
from cnn.ui.components.code_results import Trained, fit_lines
from cnn.ui.components.compare_runs import side_by_side
from cnn.ui.components.run_progress import run_progress
from cnn.ui.components.run_result import OnRun
from cnn.ui.starting_runs import start_run
from cnn.ui.state import Draft, state
from cnn.ui.training import run_queue

REFUSAL = "code_refusal"
"""Names the sentence that says why the code could not be trained."""

MOST_VARIANTS = 6
"""Trained ones to go back to."""


def run_of_this_code() -> Run | None:
    """The visitor's newest one."""
    draft, own = state().draft, run_queue().runs_of(state().id)
    return next((run for run in own if (run.recipe, run.seed) == (draft.recipe, draft.seed)), None)


def trained_code(run: Run | None) -> Trained | None:
    """What the results below the cells are of; ``None`` if this code has not been trained."""
    if run is not None:
        record = run.view().record
        path = run_queue().model_path(run)
        return Trained(run.id, path, record, run) if record else None
    if state().draft.recipe == ARTICLE and state().draft.seed == USUAL_SEED:
        model = pretrained.ARTICLE_CNN
        return Trained(model.name, model.path, model.record, None)
    return None


def code_training(run: Run | None, trained: Trained | None, buildable: bool, on_use: OnRun) -> None:
    """The button, and below it the run of this code."""
    own = run_queue().runs_of(state().id)
    active = next((each for each in own if not each.view().state.over), None)
    if run is None or (run is not active and run.view().record is None):
        # No callback: it would have the settings before the one that was changed last.
        if st.button(
            "Train this code",
            type="primary",
            icon=":material/play_arrow:",
            disabled=not buildable or active is not None,
        ):
            _train(state().draft.seed)
            st.rerun()
        if active is not None:
            st.caption(f"You can train this code once {active.name} is over.")
    if sentence := st.session_state.pop(REFUSAL, None):
        st.warning(sentence)
    _trained_variants(run)
    if run is not None:
        run_progress(run, on_use, _again, None, _fit_lines_of, test_result=False)
        _beside_the_article(run)
    elif trained is not None:
        st.caption("How the pre-trained model was trained, with this very code:")
        _fit_lines_shipped(trained.record)


def _train(seed: int | None) -> None:
    try:
        run = start_run(state().draft.recipe, seed)
    except RunRefused as error:
        st.session_state[REFUSAL] = str(error)
        return
    state().draft.seed = run.seed
    state().draft.version += 1


def _again(_: Run) -> None:
    _train(None)


def _take(run: Run) -> None:
    state().draft = Draft(run.recipe, run.seed, state().draft.version + 1)


def _trained_variants(shown: Run | None) -> None:
    """The ways back to what this visitor has trained here."""
    own = run_queue().runs_of(state().id)
    others = [run for run in own if run.recipe.name in (ARTICLE.name, OWN) and run is not shown]
    if not others:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Trained before:", width="content")
        for run in others[:MOST_VARIANTS]:
            st.button(run.name, key=f"take_{run.id}", type="tertiary", on_click=_take, args=(run,))


def _fit_lines_of(run: Run) -> None:
    view = run.view()
    images = view.record.training_images if view.record else run.recipe.training_images
    batches = view.batches or math.ceil(images / run.recipe.batch_size)
    fit_lines(view, run.recipe.epochs, batches)


def _fit_lines_shipped(record: RunRecord) -> None:
    view = RunView(history=record.history, record=record)
    batches = math.ceil(record.training_images / record.batch_size)
    fit_lines(view, record.epochs, batches)


def _beside_the_article(run: Run) -> None:
    """Two runs, one chart: how much better is the change?"""
    if run.recipe == ARTICLE or not run.view().history:
        return
    if st.toggle("Beside the article's CNN", key="beside_the_article", persist_state="session"):
        side_by_side([pretrained.ARTICLE_CNN.name, run.id], [run])
