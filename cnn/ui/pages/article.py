"""The course article's code, in which every number can be changed and trained."""

import functools

import streamlit as st

from cnn.data.dataset import Dataset
from cnn.errors import UnbuildableNetwork
from cnn.runs.export import NOTEBOOK_FILE, SCRIPT_FILE, notebook, script
from cnn.runs.keras_code import cells
from cnn.runs.network import Network
from cnn.runs.recipe import ARTICLE, USUAL_SEED
from cnn.runs.run import Run
from cnn.ui.components import code_results
from cnn.ui.components.code_cell import code_cell
from cnn.ui.components.code_results import Trained
from cnn.ui.components.code_training import code_training, run_of_this_code, trained_code
from cnn.ui.components.copy_button import copy_button
from cnn.ui.components.dataset_gate import dataset_or_progress
from cnn.ui.components.draft_address import put_draft_in_address, take_draft_from_address
from cnn.ui.components.layer_table import layer_table
from cnn.ui.components.model_picker import choose_model
from cnn.ui.components.network_editor import network_editor
from cnn.ui.components.network_picture import network_picture
from cnn.ui.components.run_link import active_run_links
from cnn.ui.components.run_progress import POLL
from cnn.ui.components.training_editor import training_editor
from cnn.ui.polling import polled
from cnn.ui.state import Draft, state

DATA, NETWORK, TRAINING, LOSS_CURVE, VALIDATION, FIRST_IMAGE, PREDICTION, TEST = range(1, 9)
"""The numbers of the cells."""

STYLE = """<style>
@media (max-width: 640px) {
    .st-key-code_actions { display: grid; grid-template-columns: auto 1fr; }
    .st-key-code_actions > * { min-height: 40px; }
}
@media (max-width: 350px) { .st-key-code_actions { grid-template-columns: 1fr; } }
</style>"""
"""As many rows of buttons on a phone before they have all arrived."""

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


def use_model(run: Run) -> None:
    choose_model(run)
    st.switch_page("cnn/ui/pages/try_it.py")


def head(changed: bool, buildable: bool) -> None:
    st.write(
        "This is the code of the course article, cell by cell. Change a number and see what "
        "becomes of it, before training and after."
    )
    draft = state().draft
    with st.container(horizontal=True, vertical_alignment="center", key="code_actions"):
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
        polled(live_loss_curve, POLL)(run)
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


st.html(STYLE)
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
        code_training(run, trained, refused is None, use_model)
put_draft_in_address()
