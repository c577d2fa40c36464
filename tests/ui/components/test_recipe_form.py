from dataclasses import replace

from streamlit.testing.v1 import AppTest

from cnn.runs.network import BOOK_CNN
from cnn.runs.recipe import ARTICLE, DENSE, FAST, OptimizerName, Recipe, with_network
from cnn.runs.run import Run
from cnn.ui.components.recipe_form import can_fill_in
from tests.ui.visiting import component, opened, press, texts

TEMPLATE = Run(
    "1", "ada", replace(FAST, epochs=7, batch_size=64, training_images=320), 4711, "Fast 3"
)


def script(template: "Run | None") -> None:
    import streamlit as st

    from cnn.ui.components.recipe_form import fill_in, recipe_form

    if template is not None:
        st.button("Fill in", on_click=fill_in, args=(template,))
    st.session_state["choice"] = recipe_form(template)


def form(template: Run | None = None, **address: str) -> AppTest:
    return opened(component(script, template=template), address)


def test_it_can_be_filled_in_with_what_it_has() -> None:
    assert can_fill_in(TEMPLATE)
    for recipe in (
        replace(ARTICLE, optimizer=OptimizerName.SGD),
        replace(ARTICLE, patience=5),
        with_network(ARTICLE, BOOK_CNN),
    ):
        assert not can_fill_in(Run("1", "ada", recipe, 7, "A run"))


def choice(app: AppTest) -> tuple[Recipe, int | None]:
    assert not app.exception
    chosen = app.session_state["choice"]
    return chosen.recipe, chosen.seed


def test_the_article_is_the_first_choice_with_a_random_seed() -> None:
    assert choice(form()) == (ARTICLE, None)


def test_a_recipe_brings_its_settings() -> None:
    app = form()
    app.button_group(key="recipe").set_value("fast").run()
    assert choice(app) == (FAST, None)


def test_settings_can_be_changed() -> None:
    app = form()
    app.slider(key="epochs_article").set_value(5)
    app.select_slider(key="batch_size_article").set_value(64)
    app.select_slider(key="learning_rate_article").set_value(0.01)
    app.select_slider(key="training_images").set_value(1_000)
    app.number_input(key="seed").set_value(7)
    settings = replace(ARTICLE, epochs=5, batch_size=64, learning_rate=0.01, training_images=1_000)
    assert choice(app.run()) == (settings, 7)


def test_another_recipe_is_trained_on_as_many_garments() -> None:
    app = form()
    app.select_slider(key="training_images").set_value(1_000).run()
    app.button_group(key="recipe").set_value("dense").run()
    assert choice(app) == (replace(DENSE, training_images=1_000), None)


def test_each_setting_is_explained() -> None:
    app = form()
    widgets = [*app.slider, *app.select_slider, *app.number_input]
    assert len(widgets) == 5
    assert all(widget.help for widget in widgets)


def test_the_settings_of_a_run_can_be_filled_in_with_its_seed() -> None:
    app = form(TEMPLATE)
    press(app, "Fill in")
    assert choice(app) == (TEMPLATE.recipe, 4711)
    assert "The settings of Fast 3. Change one of them, then start." in texts(app)


def test_what_differs_from_the_filled_in_run_is_named() -> None:
    app = form(TEMPLATE)
    press(app, "Fill in")
    app.select_slider(key="batch_size_fast").set_value(256).run()
    assert "Fast 3, but batch size 256 instead of 64." in texts(app)
    assert "several changes" not in texts(app)
    app.number_input(key="seed").set_value(None).run()
    assert "batch size 256 instead of 64, another seed." in texts(app)
    assert "With several changes" in texts(app)


def labels(app: AppTest) -> list[str]:
    groups = (app.button_group, app.slider, app.select_slider, app.number_input)
    return [widget.label for group in groups for widget in group]


def test_an_address_fills_in_settings_that_can_still_be_changed() -> None:
    app = form(recipe="fast", epochs="3", batch_size="50", seed="9", training_images="2000")
    filled_in = replace(FAST, epochs=3, batch_size=50, training_images=2_000)
    assert choice(app) == (filled_in, 9)
    app.slider(key="epochs_fast").set_value(5).run()
    assert choice(app) == (replace(filled_in, epochs=5), 9)


def test_what_an_address_locks_is_told_and_not_offered() -> None:
    app = form(recipe="fast", epochs="3", lock="recipe, epochs")
    assert choice(app) == (replace(FAST, epochs=3), None)
    assert labels(app) == ["Batch size", "Learning rate", "Training garments", "Seed"]
    assert "Set for this lesson: Fast, maximum epochs 3." in texts(app)
    app.select_slider(key="batch_size_fast").set_value(64).run()
    assert choice(app) == (replace(FAST, epochs=3, batch_size=64), None)


def test_a_setting_is_locked_to_what_is_usual_unless_the_address_says_otherwise() -> None:
    app = form(lock="batch_size,learning_rate,training_images,seed", learning_rate="0.01")
    assert choice(app) == (replace(ARTICLE, learning_rate=0.01), None)
    assert labels(app) == ["Recipe", "Maximum epochs"]
    assert not app.expander
    assert texts(app).endswith(
        "Set for this lesson: batch size 32, learning rate 0.01, training garments 48,000, "
        "a seed of its own."
    )


def test_a_lock_holds_when_the_address_is_gone() -> None:
    app = form(recipe="dense", lock="recipe")
    app.query_params.clear()
    app.run()
    assert choice(app) == (DENSE, None)
    assert "Recipe" not in labels(app)
