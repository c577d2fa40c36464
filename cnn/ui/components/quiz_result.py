"""The end of the quiz: both scores, and the garments with both answers."""

from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from cnn.data.dataset import Garments
from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.quiz import HUMAN_ACCURACY, count_correct
from cnn.ui.components.card import cards
from cnn.ui.components.charts import garment
from cnn.ui.components.record_metrics import metric
from cnn.ui.components.reserved import reserved

WIDTH, PICTURE, HEIGHT = 140, 112, 196
"""Of a garment's place, its picture, and the place with the answers below, in pixels."""

STUDY_WIDTH, ADDRESS_WIDTH = 440, 480

STUDY = (
    ":small[[The study](https://github.com/zalandoresearch/fashion-mnist#benchmark): 1,000 of the "
    "Fashion-MNIST test garments, each named by three people who are no experts in fashion. The "
    "majority counted.]"
)


@dataclass(frozen=True)
class Result:
    garments: Garments
    answers: np.ndarray
    """The person's: classes, int (n,)."""
    predictions: np.ndarray
    """The model's, int (n,)."""
    model: str
    """Its name."""

    @property
    def correct(self) -> tuple[int, int]:
        """How many the person got right, and how many the model."""
        labels = self.garments.labels
        return count_correct(self.answers, labels), count_correct(self.predictions, labels)

    @property
    def in_words(self) -> str:
        yours, its = self.correct
        count = len(self.garments)
        return f"You: {yours} of {count}. {self.model}: {its} of {count}."


def quiz_scores(result: Result) -> None:
    """Both scores, beside that of people in a study."""
    yours, its = (correct / len(result.garments) for correct in result.correct)
    with st.container(horizontal=True, vertical_alignment="center"):
        metric("You", f"{yours:.0%}")
        metric("The model", f"{its:.0%}")
        metric("People in a study", f"{HUMAN_ACCURACY:.1%}")
        st.markdown(STUDY, width=STUDY_WIDTH)


def share_quiz(parameters: dict[str, str]) -> None:
    """The address that leads to the same garments, by its parameters."""
    with st.container(gap="xsmall", width=ADDRESS_WIDTH):
        st.markdown(":small[Share these twenty: this address leads to the same garments.]")
        with reserved("quiz_address", height=56, grows=True):
            st.code(f"{st.context.url}?{urlencode(parameters)}", language=None, wrap_lines=True)


def quiz_cards(result: Result) -> None:
    """The garments with label, the person's and the model's answer."""
    with cards("quiz_cards"):
        rows = zip(
            result.garments.images,
            result.garments.labels,
            result.answers,
            result.predictions,
            strict=True,
        )
        for number, (image, label, answer, prediction) in enumerate(rows, 1):
            place = reserved(f"quiz_card_{number}", HEIGHT, WIDTH)
            with place, st.container(gap="xsmall"):
                garment(image, f"Garment {number}: {CLASS_NAMES[label]}", PICTURE)
                st.markdown(
                    f"**{CLASS_NAMES[label]}**  \n"
                    f"{_marked('You', int(answer), int(label))}  \n"
                    f"{_marked('Model', int(prediction), int(label))}"
                )


def _marked(name: str, answer: int, label: int) -> str:
    """An answer; a wrong one has another sign and another color."""
    text = f"{name}: {CLASS_NAMES[answer]}"
    if answer == label:
        return f":small[:material/check: {text}]"
    return f":small[:red[:material/close: {text}]]"
