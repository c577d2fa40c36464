"""The course article's code, in which every number can be changed and trained."""

import functools
import math

import streamlit as st

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.errors import RunRefused, UnbuildableNetwork
from cnn.runs.export import NOTEBOOK_FILE, SCRIPT_FILE, notebook, script
from cnn.runs.keras_code import cells
from cnn.runs.network import Network
from cnn.runs.recipe import ARTICLE, USUAL_SEED
from cnn.runs.record import RunRecord
from cnn.runs.run import Run, RunView
from cnn.ui.components import code_results
from cnn.ui.components.code_cell import code_cell
from cnn.ui.components.code_results import Trained
from cnn.ui.components.compare_runs import side_by_side
from cnn.ui.components.copy_button import copy_button
from cnn.ui.components.dataset_gate import dataset_or_progress
from cnn.ui.components.draft_address import put_draft_in_address, take_draft_from_address
from cnn.ui.components.layer_table import layer_table
from cnn.ui.components.model_picker import choose_model
from cnn.ui.components.network_editor import network_editor
from cnn.ui.components.network_picture import network_picture
from cnn.ui.components.run_link import active_run_links
from cnn.ui.components.run_progress import POLL, run_progress
from cnn.ui.components.training_editor import training_editor
from cnn.ui.resources import run_queue
from cnn.ui.state import Draft, state

REFUSAL = "code_refusal"
"""Names the sentence that says why the code could not be trained."""

DATA, NETWORK, TRAINING, LOSS_CURVE, VALIDATION, FIRST_IMAGE, PREDICTION, TEST = range(1, 9)
"""The numbers of the cells."""

ADDRESS_READ = "code_address_read"
"""From then on, the address follows the draft."""


def refusal(network: Network) -> UnbuildableNetwork | None:
    try:
        network.check()
    except UnbuildableNetwork as error:
        return error
    return None


def back_to_the_article() -> None:
    state().draft = Draft(version=state().draft.version + 1)


def train(seed: int | None) -> None:
    try:
        run = run_queue().start(state().draft.recipe, state().id, seed)
    except RunRefused as error:
        st.session_state[REFUSAL] = str(error)
        return
    state().draft.seed = run.seed
    state().draft.version += 1
    state().started_run = run.id


def use_model(run: Run) -> None:
    choose_model(run)
    st.switch_page("cnn/ui/pages/try_it.py")


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


def head(changed: bool, buildable: bool) -> None:
    st.write(
        "This is the code of the course article, cell by cell. Change a number and see what "
        "becomes of it, before training and after."
    )
    draft = state().draft
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Back to the article",
            icon=":material/undo:",
            disabled=not changed,
            on_click=back_to_the_article,
        )
        for label, code, name in (
            ("Download script", script, SCRIPT_FILE),
            ("Download notebook", notebook, NOTEBOOK_FILE),
        ):
            st.download_button(
                label,
                functools.partial(code, draft.recipe, draft.seed),
                name,
                icon=":material/download:",
                disabled=not buildable,
                on_click="ignore",
            )
        if buildable:
            copy_button("Copy code", script(draft.recipe, draft.seed), key="copy_code")


def fit_lines_of(run: Run) -> None:
    view = run.view()
    images = view.record.training_images if view.record else run.recipe.training_images
    batches = view.batches or math.ceil(images / run.recipe.batch_size)
    code_results.fit_lines(view, run.recipe.epochs, batches)


def fit_lines_shipped(record: RunRecord) -> None:
    view = RunView(history=record.history, record=record)
    batches = math.ceil(record.training_images / record.batch_size)
    code_results.fit_lines(view, record.epochs, batches)


def training(run: Run | None, trained: Trained | None, buildable: bool) -> None:
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
            train(state().draft.seed)
            st.rerun()
        if active is not None:
            st.caption(f"You can train this code once {active.name} is over.")
    if sentence := st.session_state.pop(REFUSAL, None):
        st.warning(sentence)
    if run is not None:
        run_progress(run, use_model, lambda _: train(None), None, fit_lines_of)
        beside_the_article(run)
    elif trained is not None:
        st.caption("Trained before, with this very code:")
        fit_lines_shipped(trained.record)


def beside_the_article(run: Run) -> None:
    """Two runs, one chart: how much better is the change?"""
    if run.recipe == ARTICLE or not run.view().history:
        return
    if st.toggle("Beside the article's CNN", key="beside_the_article", persist_state="session"):
        side_by_side([pretrained.ARTICLE_CNN.name, run.id], [run])


def live_loss_curve(run: Run) -> None:
    history = run.view().history
    # The structure of a fragment.
    with st.container():
        if history:
            code_results.loss_curve(history)
        else:
            st.caption("The curve begins at the end of the first epoch.")


def results(number: int, run: Run | None, trained: Trained | None, data: Dataset | None) -> None:
    """What the code of a cell prints and draws."""
    if data is not None and number == DATA:
        code_results.data_loaded(data, state().draft.recipe.training_images)
    elif data is not None and number == FIRST_IMAGE:
        code_results.first_image(data)
    elif number == LOSS_CURVE and run is not None and not run.view().state.over:
        st.fragment(live_loss_curve, run_every=POLL)(run)
    elif number in (LOSS_CURVE, VALIDATION, PREDICTION, TEST):
        if trained is not None:
            result(number, trained, data)
        elif run is not None and not run.view().state.over:
            st.caption("This appears when the training is over.")
        else:
            st.caption("Train this code to see its result here.")


def result(number: int, trained: Trained, data: Dataset | None) -> None:
    if number == LOSS_CURVE:
        code_results.loss_curve(trained.record.history)
    elif number == VALIDATION:
        code_results.validation(trained)
    elif number == TEST:
        code_results.test_result(trained)
    elif data is not None:
        code_results.prediction(trained, data)


st.title("What if you change a line?", anchor=False)
if ADDRESS_READ not in st.session_state:
    st.session_state[ADDRESS_READ] = True
    take_draft_from_address()
draft = state().draft
assert isinstance(draft.recipe.network, Network), "a draft is a list of layers"
refused = refusal(draft.recipe.network)
head((draft.recipe, draft.seed) != (ARTICLE, USUAL_SEED), buildable=refused is None)
run = run_of_this_code()
trained = trained_code(run)
active_run_links("cnn/ui/pages/train.py", shown=run)
data = dataset_or_progress()
both = zip(cells(draft.recipe, draft.seed), cells(ARTICLE, USUAL_SEED), strict=True)
for number, (cell, original) in enumerate(both, start=1):
    st.header(f"{number}. {cell.title}", anchor=False)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        code_cell(number, cell, original)
        if number == NETWORK:
            layer_table(draft.recipe.network)
    with right:
        if number == DATA:
            st.caption(
                "60,000 images to train and 10,000 to test. A fifth of the 60,000 is kept for "
                "validation: 48,000 and 12,000 images of 28 x 28 pixels, from 0 to 1."
            )
        elif number == NETWORK:
            network_editor(refused)
        elif number == TRAINING:
            training_editor()
        results(number, run, trained, data)
    if number == NETWORK:
        network_picture(draft.recipe.network)
    elif number == TRAINING:
        training(run, trained, refused is None)
put_draft_in_address()
