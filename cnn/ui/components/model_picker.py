"""The choice of a trained model: a pre-trained one or one of the visitor's runs.

The choice is the same on all pages.
"""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from cnn import pretrained
from cnn.runs.record import RunRecord
from cnn.runs.run import Run, State
from cnn.ui.resources import run_queue
from cnn.ui.state import state

WIDTH = 420


@dataclass(frozen=True)
class TrainedModel:
    title: str
    path: Path
    record: RunRecord


def model_picker(default: pretrained.PretrainedModel) -> TrainedModel:
    """The model that the visitor has chosen on any page, or else the page's default."""
    models = trained_models()
    keys = list(models)
    chosen = state().model
    widget = f"model_or_{default.name}"

    def remember() -> None:
        state().model = st.session_state[widget]

    key = st.selectbox(
        "Model",
        keys,
        index=keys.index(chosen if chosen in models else default.name),
        format_func=lambda key: models[key].title,
        key=widget,
        on_change=remember,
        width=WIDTH,
    )
    return models[key]


def choose_model(run: Run) -> None:
    """Makes a finished run's model the choice on all pages."""
    state().model = run.id


def trained_models() -> dict[str, TrainedModel]:
    """The pre-trained models by name, then the visitor's runs by id, newest first."""
    shipped = {
        model.name: TrainedModel(f"Pre-trained: {model.title}", model.path, model.record)
        for model in pretrained.PRETRAINED_MODELS
    }
    visitor = state()
    shared = [run_queue().get(id) for id in visitor.shared_runs]
    seen = [*run_queue().runs_of(visitor.id), *(run for run in shared if run is not None)]
    return shipped | {run.id: _of_run(run) for run in seen if run.view().state == State.DONE}


def _of_run(run: Run) -> TrainedModel:
    record = run.view().record
    assert record is not None, "a run that is done has a record"
    accuracy = f"{record.validation.accuracy:.1%}{record.caveat}"
    return TrainedModel(
        f"{run.recipe.title}, run {run.id[:4]} ({accuracy})", run_queue().model_path(run), record
    )
