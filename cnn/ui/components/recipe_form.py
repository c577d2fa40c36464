"""The choice of a recipe and its settings: from scratch, or starting from a run or a lesson."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import streamlit as st

from cnn.runs.recipe import ARTICLE, RECIPES, Recipe
from cnn.runs.run import Run
from cnn.ui.components.lesson_address import take_lesson
from cnn.ui.components.reserved import reserved
from cnn.ui.components.run_settings import comparison
from cnn.ui.components.setting_texts import LABELS, MOST, in_words
from cnn.ui.state import Lesson, state

MAX_EPOCHS, MAX_SEED = MOST["epochs"], MOST["seed"]
BATCH_SIZES = (16, 32, 64, 128, 256)
LEARNING_RATES = (0.0001, 0.0003, 0.001, 0.002, 0.003, 0.004, 0.006, 0.01, 0.03)
TRAINING_IMAGES = (1_000, 2_000, 5_000, 10_000, 20_000, 48_000)

TRAINING_IMAGES_KEY = "training_images"
"""The one setting that stays when another recipe is chosen: all of them begin with all garments,
and two recipes are compared on as many."""

MORE_SETTINGS = ("batch_size", "learning_rate", TRAINING_IMAGES_KEY, "seed")

T = TypeVar("T", int, float)
Value = TypeVar("Value")


@dataclass(frozen=True)
class Choice:
    recipe: Recipe
    seed: int | None
    """``None``: the run draws one."""


def recipe_form(template: Run | None) -> Choice:
    """``template`` is the run whose settings have been filled in.

    What a lesson has locked is not offered: see ``lesson_address``.
    """
    if (lesson := take_lesson()) is not None:
        _prescribe(lesson)
    recipe = RECIPES[_unless_locked("recipe", ARTICLE.name, _choose_recipe)]
    if "recipe" not in state().lesson.locked:
        st.caption(recipe.summary)
    epochs = _unless_locked("epochs", recipe.epochs, lambda: _choose_epochs(recipe))
    recipe = replace(recipe, epochs=epochs)
    if state().lesson.locked >= {*MORE_SETTINGS}:
        recipe, seed = _more_settings(recipe)
    else:
        with st.expander("More settings", key="more_settings", expanded=template is not None):
            recipe, seed = _more_settings(recipe)
    if state().lesson.locked:
        st.caption(_set_for_the_lesson(recipe, seed))
    if template is not None:
        st.caption(comparison(template, recipe, seed))
    return Choice(recipe, seed)


def can_fill_in(run: Run) -> bool:
    """Whether the form has all settings in which the run differs from its recipe."""
    recipe = run.recipe
    if recipe.name not in RECIPES:
        return False
    same = replace(
        RECIPES[recipe.name],
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        learning_rate=recipe.learning_rate,
        training_images=recipe.training_images,
    )
    return same == recipe


def current_settings() -> dict[str, int | float | str | None]:
    """What the form says, by the names of ``lesson_address``; without having been drawn yet."""
    recipe = RECIPES[st.session_state.get("recipe", ARTICLE.name)]
    own = {
        setting: st.session_state.get(_key(setting, recipe.name), getattr(recipe, setting))
        for setting in ("epochs", "batch_size", "learning_rate")
    }
    images = st.session_state.get(TRAINING_IMAGES_KEY, recipe.training_images)
    seed = st.session_state.get("seed")
    return {"recipe": recipe.name, **own, TRAINING_IMAGES_KEY: images, "seed": seed}


def fill_in(run: Run) -> None:
    """Gives the form the settings of a run, its seed included; before the form is drawn."""
    recipe = run.recipe
    st.session_state["recipe"] = recipe.name
    st.session_state["seed"] = run.seed
    st.session_state[TRAINING_IMAGES_KEY] = recipe.training_images
    for setting in ("epochs", "batch_size", "learning_rate"):
        st.session_state[_key(setting, recipe.name)] = getattr(recipe, setting)


def _prescribe(lesson: Lesson) -> None:
    """Gives the form the settings of a lesson; before the form is drawn."""
    settings = lesson.settings
    if not settings:  # the lesson is over
        return
    name = st.session_state["recipe"] = settings["recipe"]
    for setting in ("epochs", "batch_size", "learning_rate"):
        if setting in settings:
            st.session_state[_key(setting, name)] = settings[setting]
    for setting in (TRAINING_IMAGES_KEY, "seed"):
        if setting in settings:
            st.session_state[setting] = settings[setting]


def _unless_locked(setting: str, usual: Value, choose: Callable[[], Value]) -> Value:
    """What the visitor chooses, or what the lesson prescribes: by default, what is usual."""
    lesson = state().lesson
    if setting not in lesson.locked:
        return choose()
    prescribed: Value = lesson.settings.get(setting, usual)
    return prescribed


def _set_for_the_lesson(recipe: Recipe, seed: int | None) -> str:
    locked = state().lesson.locked
    values = {"recipe": recipe.name, "seed": seed}
    words = [
        in_words(name, values.get(name, getattr(recipe, name, None)))
        for name in LABELS
        if name in locked
    ]
    return f"Set for this lesson: {', '.join(words)}."


def _choose_recipe() -> str:
    _begin_with("recipe", ARTICLE.name)
    name: str | None = reserved("recipe", height=96, grows=True).segmented_control(
        "Recipe",
        list(RECIPES),
        format_func=lambda name: RECIPES[name].title,
        required=True,
        key="recipe",
        persist_state="session",
        wrap=True,
    )
    return name or ARTICLE.name


def _choose_epochs(recipe: Recipe) -> int:
    key = _key("epochs", recipe.name)
    _begin_with(key, recipe.epochs)
    return int(
        reserved("epochs", height=68).slider(
            "Maximum epochs",
            1,
            MAX_EPOCHS,
            key=key,
            persist_state="session",
            help="An epoch is one pass over all training garments.",
        )
    )


def _more_settings(recipe: Recipe) -> tuple[Recipe, int | None]:
    batch_size = _unless_locked(
        "batch_size",
        recipe.batch_size,
        lambda: _select(
            "Batch size",
            BATCH_SIZES,
            recipe.batch_size,
            _key("batch_size", recipe.name),
            "The number of garments between two updates of the weights. Larger batches mean fewer, "
            "steadier steps.",
        ),
    )
    learning_rate = _unless_locked(
        "learning_rate",
        recipe.learning_rate,
        lambda: _select(
            "Learning rate",
            LEARNING_RATES,
            recipe.learning_rate,
            _key("learning_rate", recipe.name),
            "How far each update moves the weights. Too small, and the network learns slowly; too "
            "large, and it jumps past what it is looking for."
            + (" Here it rises to this value and falls again." if recipe.one_cycle else ""),
        ),
    )
    training_images = _unless_locked(
        TRAINING_IMAGES_KEY,
        recipe.training_images,
        lambda: _select(
            "Training garments",
            TRAINING_IMAGES,
            recipe.training_images,
            TRAINING_IMAGES_KEY,
            "With few of them, a network soon memorizes each one and does worse on others: it "
            "overfits.",
        ),
    )
    changed = replace(
        recipe,
        batch_size=batch_size,
        learning_rate=learning_rate,
        training_images=training_images,
    )
    return changed, _unless_locked("seed", None, _choose_seed)


def _choose_seed() -> int | None:
    return st.number_input(
        "Seed",
        0,
        MAX_SEED,
        None,
        key="seed",
        persist_state="session",
        placeholder="Random",
        help="Decides the first weights, the order of the garments and dropout. With the same "
        "seed and the same settings, the curves are the same.",
    )


def _select(label: str, usual: Sequence[T], value: T, key: str, help: str) -> T:
    _begin_with(key, value)
    chosen: T = st.select_slider(
        label,
        sorted({*usual, value, st.session_state[key]}),
        key=key,
        persist_state="session",
        format_func=lambda number: f"{number:,}",
        help=help,
    )
    return chosen


def _begin_with(key: str, value: object) -> None:
    """Not as the widget's own default, which Streamlit warns of where the key has been set before:
    by a lesson, or by the run whose settings were filled in."""
    st.session_state.setdefault(key, value)


def _key(setting: str, recipe: str) -> str:
    return f"{setting}_{recipe}"
