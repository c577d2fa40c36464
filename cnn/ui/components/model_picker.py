"""The model that all pages speak of: one that comes with the lab, or a run of the visitor's."""

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
    names = list(models)
    chosen = state().model
    widget = f"model_instead_of_{default.name}"

    def remember() -> None:
        state().model = st.session_state[widget]

    name = st.selectbox(
        "Model",
        names,
        index=names.index(chosen if chosen in models else default.name),
        format_func=lambda name: models[name].title,
        key=widget,
        on_change=remember,
        width=WIDTH,
    )
    return models[name]


def choose_model(run: Run) -> None:
    """Makes a finished run the model of all pages; for a button's callback."""
    state().model = run.id


def trained_models() -> dict[str, TrainedModel]:
    """By key: the shipped ones, then the visitor's runs, newest first."""
    shipped = {
        model.name: TrainedModel(f"{model.title}, comes with the lab", model.path, model.record)
        for model in pretrained.PRETRAINED_MODELS
    }
    visitor = state()
    shared = [run_queue().get(id) for id in visitor.shared_runs]
    seen = [*run_queue().runs_of(visitor.id), *(run for run in shared if run is not None)]
    own = {run.id: _of_run(run) for run in seen if run.view().state == State.DONE}
    return shipped | own


def _of_run(run: Run) -> TrainedModel:
    record = run.view().record
    assert record is not None, "a run that is done has its record"
    accuracy = f"{100 * record.validation.accuracy:.1f} %{record.caveat}"
    return TrainedModel(
        f"{run.recipe.title}, run {run.id[:4]} ({accuracy})", run_queue().model_path(run), record
    )
