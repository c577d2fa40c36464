"""Choose a recipe, train it and watch it learn."""

from dataclasses import replace

import streamlit as st

from cnn import pretrained
from cnn.errors import RunRefused
from cnn.plots import learning_curve
from cnn.runs.recipe import RECIPES, Recipe
from cnn.runs.record import RunRecord
from cnn.runs.run import Run
from cnn.ui.components.charts import chart
from cnn.ui.components.dataset_gate import dataset_or_progress
from cnn.ui.components.model_picker import choose_model
from cnn.ui.components.record_metrics import duration
from cnn.ui.components.run_link import run_link
from cnn.ui.components.run_progress import run_progress
from cnn.ui.components.run_status import status
from cnn.ui.resources import run_queue
from cnn.ui.state import state

BATCH_SIZES = (16, 32, 64, 128, 256)
MAXIMUM_EPOCHS = 30


def chosen_recipe() -> Recipe:
    name = st.segmented_control(
        "Recipe",
        list(RECIPES),
        format_func=lambda name: RECIPES[name].title,
        default="article",
        required=True,
        key="recipe",
        persist_state="session",
        wrap=True,
    )
    recipe = RECIPES[name]
    st.caption(recipe.summary)
    epochs = st.slider(
        "Maximum epochs",
        1,
        MAXIMUM_EPOCHS,
        recipe.epochs,
        key=f"epochs_{name}",
        persist_state="session",
        help="An epoch is one pass over all 48,000 training images.",
    )
    batch_size = st.select_slider(
        "Batch size",
        BATCH_SIZES,
        recipe.batch_size,
        key=f"batch_size_{name}",
        persist_state="session",
        help="The number of images between two updates of the weights. Larger batches mean "
        "fewer but less noisy updates.",
    )
    return replace(recipe, epochs=epochs, batch_size=batch_size)


def start_form(active: Run | None) -> None:
    recipe = chosen_recipe()
    if st.button(
        "Start training",
        type="primary",
        icon=":material/play_arrow:",
        disabled=active is not None,
        width="stretch",
    ):
        try:
            run = run_queue().start(recipe, state().id)
        except RunRefused as error:
            st.warning(str(error))
            return
        state().started_run = run.id
        st.query_params["run"] = run.id
        st.rerun()


def shown_run() -> Run | None:
    """The run in the page's address, or else the visitor's newest."""
    address = st.query_params.get("run")
    visitor = state()
    if address:
        run = run_queue().get(address)
        if run is None:
            st.info("The run in this link is no longer on this server.")
        else:
            if run.owner != visitor.id and run.id not in visitor.shared_runs:
                visitor.shared_runs.append(run.id)
            return run
    return next(iter(run_queue().runs_of(visitor.id)), None)


def use_model(run: Run) -> None:
    choose_model(run)
    st.switch_page("cnn/ui/pages/try_it.py")


def accuracies(record: RunRecord) -> str:
    return (
        f"validation {record.validation.accuracy:.1%}, test {record.test.accuracy:.1%}"
        f"{record.caveat}"
    )


def other_runs(shown: Run | None) -> None:
    others = [run for run in run_queue().runs_of(state().id) if run is not shown]
    if not others:
        return
    st.subheader("Your runs", anchor=False)
    for run in others:
        record = run.view().record
        result = accuracies(record) if record else status(run, run.view())
        if st.button(f"{run.recipe.title}: {result}", key=f"open_{run.id}", type="tertiary"):
            st.query_params["run"] = run.id
            st.rerun()


def example_run() -> None:
    """How a pre-trained model learned, for visitors who have not trained one yet."""
    record = pretrained.ARTICLE_CNN.record
    st.markdown(
        f"This is how the pre-trained {pretrained.ARTICLE_CNN.title} learned: "
        f"{len(record.history)} epochs in {duration(record.seconds)}. Start training to watch a "
        "network of your own learn. You can use the other pages in the meantime."
    )
    left, right = st.columns(2)
    with left:
        chart(learning_curve("loss", record.history), key="example_loss")
    with right:
        chart(learning_curve("accuracy", record.history), key="example_accuracy")


st.title("How does it learn?", anchor=False)
run = shown_run()
active = next((own for own in run_queue().runs_of(state().id) if not own.view().state.over), None)
form, watched = st.columns([1, 3], gap="large")
with form:
    start_form(active)
    other_runs(run)
with watched:
    if run is None:
        example_run()
    else:
        if active is not None and active is not run:
            run_link(active, "cnn/ui/pages/train.py")
        run_progress(run, on_use=use_model)
with form:
    # Starts a download, if one is necessary, while the visitor chooses a recipe.
    dataset_or_progress()
