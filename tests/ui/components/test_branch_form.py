from dataclasses import replace

from streamlit.testing.v1 import AppTest

from cnn.runs.recipe import ARTICLE, Recipe
from cnn.runs.run import Run
from cnn.runs.timeline import Moment
from cnn.ui.components.recipe_form import MAX_EPOCHS
from cnn.ui.state import Lesson
from tests.ui.visiting import buttons, component, press, texts

RUN = Run("1", "ada", replace(ARTICLE, epochs=5), 7, "Article CNN 1")
EPOCH_2 = Moment(2.0, "timeline/2-0-1500.npz")


def script(run: "Run", moment: "Moment", refused: str) -> None:
    import streamlit as st

    from cnn.errors import RunRefused
    from cnn.ui.components.branch_form import branch_form

    def on_branch(*chosen: object) -> None:
        if refused:
            raise RunRefused(refused)
        st.session_state["chosen"] = chosen

    branch_form(run, st.session_state.setdefault("moment", moment), on_branch)


def form(
    moment: Moment = EPOCH_2, refused: str = "", locked: frozenset[str] = frozenset()
) -> AppTest:
    app = component(script, run=RUN, moment=moment, refused=refused)
    app.session_state["visitor"].lesson = Lesson(locked=locked)
    app.run()
    assert not app.exception
    return app


def chosen(app: AppTest) -> tuple[Recipe, int]:
    press(app, "Start the branch")
    run, moment, recipe, seed = app.session_state["chosen"]
    assert (run, moment) == (RUN, app.session_state["moment"])
    return recipe, seed


def labels(app: AppTest) -> list[str]:
    return [field.label for field in (*app.selectbox, *app.number_input)]


def test_it_has_the_settings_of_the_run_with_one_change_suggested() -> None:
    app = form()
    assert "**epoch 2**" in texts(app)
    assert "Article CNN 1, but learning rate 0.0003 instead of 0.001." in texts(app)
    assert chosen(app) == (replace(RUN.recipe, learning_rate=0.0003), 7)


def test_every_setting_can_be_changed() -> None:
    app = form()
    app.selectbox[0].set_value(0.01)
    app.selectbox[1].set_value(128)
    app.number_input[0].set_value(4)
    app.number_input[1].set_value(8).run()
    assert "nobody knows which one made the difference" in texts(app)
    recipe = replace(RUN.recipe, learning_rate=0.01, batch_size=128, epochs=4)
    assert chosen(app) == (recipe, 8)


def test_it_goes_on_after_the_last_epoch_of_the_run() -> None:
    recipe, _ = chosen(form(Moment(5.0, "timeline/5-0-1500.npz")))
    assert recipe.epochs == 6


def test_a_later_moment_needs_more_epochs() -> None:
    app = form()
    app.number_input[0].set_value(3).run()
    app.session_state["moment"] = Moment(3.4, "timeline/3-600-1500.npz")
    app.run()
    assert chosen(app)[0].epochs == 4


def test_there_is_no_branch_after_the_most_epochs() -> None:
    app = form(Moment(float(MAX_EPOCHS), "timeline/30-0-1500.npz"))
    assert f"A run has {MAX_EPOCHS} epochs at most." in texts(app)
    assert not buttons(app)


def test_what_a_lesson_locks_is_not_offered_and_stays_the_runs() -> None:
    app = form(locked=frozenset({"learning_rate", "seed"}))
    assert labels(app) == ["Batch size", "Maximum epochs"]
    assert chosen(app) == (RUN.recipe, 7)
    everything = frozenset({"learning_rate", "batch_size", "epochs", "seed"})
    assert labels(form(locked=everything)) == []


def test_a_refusal_is_told_until_something_else_is_chosen() -> None:
    app = form(refused="You already have a run in progress.")
    press(app, "Start the branch")
    assert "You already have a run in progress." in texts(app)
    assert "chosen" not in app.session_state
    app.run()
    assert "You already have a run in progress." in texts(app)
    app.selectbox[1].set_value(128).run()
    assert "You already have a run in progress." not in texts(app)
