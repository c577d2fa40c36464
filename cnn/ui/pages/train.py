"""Choose a recipe, train it, watch it learn, and compare runs."""

import streamlit as st

from cnn import pretrained
from cnn.errors import RunRefused
from cnn.runs.recipe import Recipe
from cnn.runs.run import Run
from cnn.runs.timeline import Moment
from cnn.ui.components.class_door import class_door
from cnn.ui.components.class_lesson import follow_lesson
from cnn.ui.components.class_room import class_room
from cnn.ui.components.compare_runs import compare, compare_runs
from cnn.ui.components.dataset_gate import dataset_or_progress
from cnn.ui.components.learning_curves import learning_curves, numbers_of
from cnn.ui.components.model_picker import choose_model
from cnn.ui.components.published_runs import published_runs
from cnn.ui.components.recipe_form import can_fill_in, fill_in, recipe_form
from cnn.ui.components.record_metrics import duration
from cnn.ui.components.run_link import active_run_links
from cnn.ui.components.run_progress import run_progress
from cnn.ui.components.run_status import status
from cnn.ui.components.timeline import timeline
from cnn.ui.components.trainer_status import trainer_status
from cnn.ui.components.unreadable_runs import unreadable_runs
from cnn.ui.components.views import choose_view
from cnn.ui.starting_runs import start_run
from cnn.ui.state import Draft, state
from cnn.ui.training import classrooms, run_queue

STYLE = "<style>.st-key-watched { min-height: 36rem; }</style>"
"""What comes below stays where it is when a run takes the place of the example."""

PAGE = "cnn/ui/pages/train.py"

TO_THE_CODE = "to_the_code"
"""Marks that the settings of a run are those of the page with the code."""

REFUSAL = "refusal"
"""Names the sentence that says why the run could not be started."""


def shown_run() -> Run | None:
    """The run in the page's address, or else the one that was shown last, or the newest."""
    visitor = state()
    address = st.query_params.get("run")
    if address and run_queue().get(address) is None:
        st.info("The run in this link is no longer on this server.")
        return None
    newest = next((run.id for run in run_queue().runs_of(visitor.id)), None)
    kept = (id for id in (address, visitor.shown_run, visitor.others.watched, newest) if id)
    run = next((run for run in map(run_queue().get, kept) if run is not None), None)
    if run is not None:
        show(run)
    return run


def show(run: Run) -> None:
    """Makes a run the one that the page shows, also under its address."""
    visitor = state()
    visitor.shown_run = run.id
    st.query_params["run"] = run.id
    if run.owner != visitor.id:
        visitor.others.watched = run.id
        if run.id not in visitor.others.opened:
            visitor.others.opened.append(run.id)


def start(recipe: Recipe, seed: int | None) -> None:
    try:
        submit(recipe, seed)
    except RunRefused as error:
        st.session_state[REFUSAL] = str(error)


def submit(recipe: Recipe, seed: int | None, branch: tuple[Run, Moment] | None = None) -> Run:
    """
    Raises:
        RunRefused: see ``RunQueue.start``.
    """
    run = start_run(recipe, seed, branch)
    show(run)
    return run


def start_branch(parent: Run, moment: Moment, recipe: Recipe, seed: int) -> None:
    """
    Raises:
        RunRefused: see ``RunQueue.start``.
    """
    compare(parent, submit(recipe, seed, (parent, moment)))


def run_again(run: Run) -> None:
    start(run.recipe, seed=None)


def change_one_thing(run: Run) -> None:
    if can_fill_in(run):
        state().template = run.id
        fill_in(run)
    else:
        state().draft = Draft(run.recipe, run.seed, state().draft.version + 1)
        st.session_state[TO_THE_CODE] = True


def use_model(run: Run) -> None:
    choose_model(run)
    st.switch_page("cnn/ui/pages/try_it.py")


def start_form(active: Run | None, primary: bool) -> None:
    choice = recipe_form(run_queue().get(state().template or ""))
    follow_lesson()
    if classroom := classrooms().of(state().id):
        st.caption(f"Your runs belong to the class {classroom.code}.")
    if "recipe" not in state().lesson.locked:
        st.page_link(
            "cnn/ui/pages/article.py",
            label="Own network: change the code",
            icon=":material/edit:",
            help="Choose layers and settings line by line, beside the course article's code.",
        )
    trainer_status(choice.recipe, active)
    # No callback: its arguments would be those of the page before the last setting was changed.
    if st.button(
        "Start training",
        type="primary" if primary else "secondary",
        icon=":material/play_arrow:",
        disabled=active is not None,
        width="stretch",
    ):
        start(choice.recipe, choice.seed)
        st.rerun()
    if refusal := st.session_state.pop(REFUSAL, None):
        st.warning(refusal)


def other_runs(runs: list[Run], shown: Run | None) -> None:
    others = [run for run in runs if run is not shown]
    if not others:
        return
    st.header("Your runs", anchor=False)
    for run in others:
        record = run.view().record
        result = (
            f"validation {record.validation.accuracy:.1%}{record.caveat}"
            if record
            else status(run, run.view())
        )
        st.button(
            f"{run.name}: {result}",
            key=f"open_{run.id}",
            type="tertiary",
            on_click=show,
            args=(run,),
        )


def example_run() -> None:
    """How a pre-trained model learned, for visitors who have not trained one yet."""
    record = pretrained.ARTICLE_CNN.record
    st.markdown(
        f"This is how the pre-trained {pretrained.ARTICLE_CNN.title} learned: "
        f"{len(record.history)} epochs, or passes over the training garments, in "
        f"{duration(record.seconds)} on two cores. The loss says how wrong it is, the accuracy how "
        "often it is right; validation garments are ones that it does not learn from. Start "
        "training to watch a network of your own. You can use the other pages in the meantime."
    )
    learning_curves(record.history, record.epochs, numbers_of(record), key="example")


def training() -> None:
    run = shown_run()
    own = run_queue().runs_of(state().id)
    active = next((each for each in own if not each.view().state.over), None)
    watching = run is not None and run.owner != state().id
    finished = run is not None and run.view().record is not None
    form, watched = st.columns([1, 3], gap="large")
    with form:
        if watching:
            with st.expander("Train a network of your own", key="own_network"):
                start_form(active, primary=False)
        else:
            start_form(active, primary=not finished)
        other_runs(own, run)
        unreadable_runs()
    with watched, st.container(key="watched"):
        active_run_links(PAGE, shown=run)
        if run is None:
            with st.container():
                example_run()
        else:
            # In place of the whole example at once: what is drawn after it finds its place free.
            st.empty()
            run_progress(run, use_model, run_again, change_one_thing)
        under_the_run = st.container()
    shared = [run_queue().get(id) for id in state().others.opened]
    compare_runs([*own, *(each for each in shared if each is not None)])
    with form:
        # Starts a download, if one is necessary, while the visitor chooses a recipe.
        dataset_or_progress()
    if run is not None:
        # Last: it may have to wait for TensorFlow.
        with under_the_run:
            timeline(run, start_branch)


def the_class() -> None:
    active_run_links(PAGE)
    classroom = classrooms().of(state().id)
    if classroom is None:
        class_door()
    else:
        class_room(classroom, PAGE, CLASS)


TRAIN, CLASS, BOARD = "Train", "Class", "Board"

if st.session_state.pop(TO_THE_CODE, False):
    # Callbacks cannot change the page.
    st.switch_page("cnn/ui/pages/article.py")
st.title("How does it learn?", anchor=False)
st.html(STYLE)
choose_view({TRAIN: training, CLASS: the_class, BOARD: published_runs})()
