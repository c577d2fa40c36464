"""The choice of a trained model: a pre-trained one or one of the visitor's runs.

The choice is the same on all pages. It is part of their addresses, unless it is the default, so
that a link to a page also opens the model.
"""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from cnn import pretrained
from cnn.runs.record import RunRecord
from cnn.runs.run import Run, State
from cnn.ui.components.reserved import reserved
from cnn.ui.state import state
from cnn.ui.training import run_queue

WIDTH = 420

PICKER = "model_picker"
"""The widget's key. Not bound to the address by Streamlit, which would write titles there."""

PAGE = "model_picker_page"
"""Names the page on which the visitor saw the widget last."""

ADDRESS = "model"
"""The parameter in the address: a pre-trained model's name or a run's id."""


@dataclass(frozen=True)
class TrainedModel:
    id: str
    """A pre-trained model's name or a run's id."""
    title: str
    path: Path
    record: RunRecord
    run: Run | None
    """``None``: it is pre-trained."""


def model_picker() -> TrainedModel:
    """The model in the address of a page that has just been opened, or else the last choice."""
    page = st.context.url
    if PICKER not in st.session_state or st.session_state.get(PAGE) != page:
        # Who goes back in haste brings along the widget of the page between.
        st.session_state.pop(PICKER, None)
        st.session_state[PAGE] = page
        _take_from_address()
    models = trained_models()
    visitor = state()
    chosen = visitor.model if visitor.model in models else pretrained.DEFAULT.name
    _put_in_address(chosen)
    keys = list(models)
    reserved("model", height=68, width=WIDTH).selectbox(
        "Model",
        keys,
        index=keys.index(chosen),
        format_func=lambda key: models[key].title,
        key=PICKER,
        on_change=_remember,
        help="The percentage is the accuracy on the 12,000 validation garments.",
    )
    return models[chosen]


def choose_model(run: Run) -> None:
    """Makes a finished run's model the choice on all pages."""
    state().model = run.id


def trained_models() -> dict[str, TrainedModel]:
    """The pre-trained models by name, then the visitor's runs by id, newest first."""
    shipped = {
        model.name: TrainedModel(
            model.name,
            _title(model.title, model.purpose, model.record),
            model.path,
            model.record,
            None,
        )
        for model in pretrained.PRETRAINED_MODELS
    }
    visitor = state()
    shared = [run_queue().get(id) for id in visitor.others.opened]
    seen = [*run_queue().runs_of(visitor.id), *(run for run in shared if run is not None)]
    return shipped | {run.id: _of_run(run) for run in seen if run.view().state == State.DONE}


def _remember() -> None:
    state().model = st.session_state[PICKER]


def _take_from_address() -> None:
    """Chooses the model in the address, if there is such a model."""
    name = st.query_params.get(ADDRESS, "")
    visitor = state()
    run = run_queue().get(name)
    others = run is not None and run.view().state == State.DONE and run.owner != visitor.id
    if others and name not in visitor.others.opened:
        visitor.others.opened.append(name)
    if name in trained_models():
        visitor.model = name


def _put_in_address(chosen: str) -> None:
    if chosen == pretrained.DEFAULT.name:
        st.query_params.pop(ADDRESS, None)
    elif st.query_params.get(ADDRESS) != chosen:
        # Not in any case: each change of the address is an entry in the browser's history.
        st.query_params[ADDRESS] = chosen


def _of_run(run: Run) -> TrainedModel:
    record = run.view().record
    assert record is not None, "a run that is done has a record"
    kind = "your run" if run.owner == state().id else "somebody else's run"
    title = _title(run.name, kind, record)
    return TrainedModel(run.id, title, run_queue().model_path(run), record, run)


def _title(name: str, purpose: str, record: RunRecord) -> str:
    return f"{name}: {purpose}, {record.validation.accuracy:.1%}{record.caveat}"
