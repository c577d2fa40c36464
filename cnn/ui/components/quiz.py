"""A quiz: the visitor and a model name the same test garments.

The seed in the address decides which garments, so that a class can play the same ones. Nothing of
a garment but its picture is sent to the browser before the visitor has named it.
"""

import random
import time
from pathlib import Path

import numpy as np
import streamlit as st

from cnn import pretrained
from cnn.data.dataset import Dataset, DataSource, Garments
from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.quiz import SEEDS, Game, quiz_garments, seed_in
from cnn.ui.components.charts import garment
from cnn.ui.components.live_text import live_text
from cnn.ui.components.model_picker import TrainedModel
from cnn.ui.components.quiz_result import Result, quiz_cards, quiz_scores, share_quiz
from cnn.ui.components.quiz_status import quiz_status
from cnn.ui.components.reserved import reserved
from cnn.ui.resources import classifier
from cnn.ui.state import state

ADDRESS = "quiz"
"""The parameter in the address: the seed."""

SEED = "quiz_seed"
"""Names the seed in the session, for a page without it in its address."""

WIDTH = 280
"""Of the picture: ten screen pixels for each of its own."""

ANSWERS, GAP = 420, 32
"""Widths of the answers, and of the gap beside the picture, in pixels."""

WITH_ARTICLE = (
    "a T-shirt or top",
    "trousers",
    "a pullover",
    "a dress",
    "a coat",
    "a sandal",
    "a shirt",
    "a sneaker",
    "a bag",
    "an ankle boot",
)
"""In class order."""

STYLE = """<style>
.st-key-quiz { scroll-margin-top: 4rem; }
.st-key-quiz [data-testid=stElementToolbar] { display: none; }
.st-key-quiz_answers { display: grid; grid-template-columns: 1fr 1fr; gap: 0.6rem; }
</style>"""
"""The height of what stays at the top of the window; no button over a picture; and two columns,
also on a phone."""

INTO_VIEW = """<script>
document.querySelector(".st-key-quiz").scrollIntoView({ block: "nearest" });
</script>"""
"""On a phone, the picture and all answers are seen together."""


def quiz(model: TrainedModel, data: Dataset, view: dict[str, str]) -> None:
    """``view`` are the parameters of the page's address that lead to the quiz."""
    seed = _seed()
    game = Game() if seed is None else _game(state().id, data.source, seed)
    if seed is None or not game.started:
        _invitation(data, seed)
        return
    chosen = quiz_garments(data.test.labels, seed)
    garments = Garments(data.test.images[chosen], data.test.labels[chosen])
    st.html(STYLE)
    with st.container(key="quiz"):
        status = reserved("quiz_status", height=48)
        if len(game.answers) < len(garments):
            _garment_to_name(game, garments, data.source, seed)
        # Not before the first garment is shown: it loads the model.
        predictions = _predictions(model.path, data.source, seed, garments.images)
        last = _last(game, garments.labels, predictions)
        if len(game.answers) < len(garments):
            with status, live_text("quiz_last"):
                quiz_status(last)
        else:
            result = Result(garments, np.array(game.answers), predictions, _name(model))
            with status, live_text("quiz_last"):
                quiz_status(last, spoken=result.in_words)
            _result(result, view, data.source, seed)


@st.cache_resource(show_spinner=False, max_entries=2000)
def _game(visitor: str, source: str, seed: int) -> Game:
    """The same in all tabs of a browser, and after a reload."""
    return Game()


@st.cache_data(show_spinner=False, max_entries=256)
def _predictions(path: Path, source: str, seed: int, _images: np.ndarray) -> np.ndarray:
    """The classes that a model predicts for the garments of a quiz, int (n,)."""
    predictions: np.ndarray = classifier(path).classify_garments(_images).argmax(axis=1)
    return predictions


def _seed() -> int | None:
    """That in the address, or else the last one; ``None``: the visitor has not played yet."""
    seed = seed_in(st.query_params.get(ADDRESS, ""))
    if seed is not None:
        st.session_state[SEED] = seed
    else:
        st.query_params.pop(ADDRESS, None)
    last: int | None = st.session_state.get(SEED)
    return last


def _invitation(data: Dataset, seed: int | None) -> None:
    generated = data.source == DataSource.GENERATED
    st.markdown(
        "You and the model get the same twenty pictures. Say what each one is, and see who gets "
        "more of them right."
    )
    st.button(
        "Start",
        type="primary",
        icon=":material/play_arrow:",
        key="start_quiz",
        on_click=_start,
        args=(data.source, seed),
    )
    st.caption(
        f"The {'generated ' if generated else ''}garments come from the test set, from which no "
        "model has learned."
    )


def _start(source: str, seed: int | None) -> None:
    if seed is None:
        seed = random.randrange(SEEDS)
    _put_in_address(seed)
    _game(state().id, source, seed).started = True


def _put_in_address(seed: int) -> None:
    st.session_state[SEED] = seed
    st.query_params[ADDRESS] = str(seed)


def _garment_to_name(game: Game, garments: Garments, source: str, seed: int) -> None:
    number, count = len(game.answers), len(garments)
    with live_text("quiz_progress"):
        progress = f"Garment {number + 1} of {count}"
        st.progress(number / count, progress, width=WIDTH + GAP + ANSWERS)
    with st.container(horizontal=True, gap="medium"):
        with reserved("quiz_picture", WIDTH, WIDTH):
            garment(garments.images[number], progress, WIDTH)
        with st.container(key="quiz_answers", width=ANSWERS):
            for index, name in enumerate(CLASS_NAMES):
                # With the number: a click that comes late is not one on the next garment.
                st.button(
                    name,
                    key=f"answer_{number}_{index}",
                    shortcut=str((index + 1) % 10),
                    width="stretch",
                    on_click=_answer,
                    args=(source, seed, number, index),
                )
    st.html(INTO_VIEW, unsafe_allow_javascript=True)
    game.show(time.monotonic())


def _answer(source: str, seed: int, number: int, chosen: int) -> None:
    _put_in_address(seed)
    _game(state().id, source, seed).answer(number, chosen, time.monotonic())


def _last(game: Game, labels: np.ndarray, predictions: np.ndarray) -> str:
    """How the last garment went; ``predictions`` int (n,) for the labels int (n,)."""
    if not game.answers:
        return "You against the model, twenty pictures. Click a name, or press the key beside it."
    last = len(game.answers) - 1
    return (
        f"Last one: {WITH_ARTICLE[labels[last]]}. You said {CLASS_NAMES[game.answers[last]]}, "
        f"the model said {CLASS_NAMES[predictions[last]]}."
    )


def _result(result: Result, view: dict[str, str], source: str, seed: int) -> None:
    with live_text("quiz_result"):
        st.header(result.in_words, anchor=False)
        quiz_scores(result)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(
            "Play again",
            type="primary",
            icon=":material/replay:",
            key="play_again",
            on_click=_start,
            args=(source, None),
        )
        share_quiz(view | {ADDRESS: str(seed)})
    quiz_cards(result)


def _name(model: TrainedModel) -> str:
    if model.run:
        return model.run.name
    return next(each.title for each in pretrained.PRETRAINED_MODELS if each.name == model.id)
