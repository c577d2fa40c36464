"""How steady a model's answers are when the picture is moved, turned, blurred or otherwise
corrupted: on one garment, and on many.
"""

import html
import time
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.concurrency import BackgroundTask
from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.corruptions import CORRUPTIONS, STRENGTHS
from cnn.evaluation.robustness import UNCHANGED, Condition, Robustness, RobustnessTest, corrupted
from cnn.plots.garments import percent
from cnn.plots.learning_curves import RUN_COLORS
from cnn.plots.robustness import HEIGHT, Measured, accuracy_by_strength
from cnn.ui.components.charts import chart, garment
from cnn.ui.components.garment_at_hand import garment_at_hand
from cnn.ui.components.live_text import live_text
from cnn.ui.components.model_picker import TrainedModel, trained_models
from cnn.ui.components.reserved import reserved
from cnn.ui.components.validation_gate import seconds_left
from cnn.ui.resources import classifier
from cnn.ui.resources import robustness as robustness_of

USUAL_STRENGTH = 3

PICTURE, TILE, TILE_HEIGHT = 84, 150, 148
"""Of a picture, and of it with its texts, in pixels."""

PANEL = 170
"""The width of a chart, in pixels."""

MEASURING_HEIGHT, TABLE_HEIGHT = 40, 560
"""Of what is said about the measurement, and of the table, in pixels."""

PARTS = ("This garment", "Many garments")
"""Of the view, one of which is shown."""

PARTS_WIDTH = 250
"""In pixels."""

BESIDE = "beside"
"""The key of the choice of the second model."""

POLL = 0.5
"""Seconds between two updates while a model is being measured."""

LINES = ("●━━", "■╍╍")
"""Like the lines of the first and of the second model."""


@dataclass(frozen=True)
class Measurement:
    name: str
    """The model's."""
    test: RobustnessTest
    task: BackgroundTask[Robustness]
    """Has the test run."""

    @property
    def over(self) -> bool:
        return self.task.result is not None or self.task.error is not None


def robustness(model: TrainedModel, data: Dataset) -> None:
    st.caption(
        "A picture that is moved, turned or blurred still shows the same garment. A cross marks "
        "where the model changes its answer."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        part = reserved("steady_part_place", 40, width=PARTS_WIDTH).segmented_control(
            "Garments",
            PARTS,
            default=PARTS[0],
            required=True,
            key="steady_part",
            persist_state="session",
            label_visibility="collapsed",
        )
        if part == PARTS[0]:
            at_hand = garment_at_hand(model, data)
        else:
            other = _second_model(model)
        strength = _strength()
    if part == PARTS[0]:
        assert at_hand is not None, "there is a dataset"
        _one_garment(model, at_hand.image, strength)
    else:
        _many_garments(model, other, data, strength)


def _strength() -> int:
    chosen: int = reserved("strength_place", 68, width=300).slider(
        "Strength",
        STRENGTHS[0],
        STRENGTHS[-1],
        USUAL_STRENGTH,
        key="strength",
        bind="query-params",
    )
    return chosen


def _many_garments(model: TrainedModel, other: TrainedModel, data: Dataset, strength: int) -> None:
    measured = [
        Measurement(name, *robustness_of(one.path, data.source, data))
        for name, one in _distinct(model, other).items()
    ]
    over = all(one.over for one in measured)
    st.fragment(_measurement, run_every=None if over else POLL)(measured, strength, over)


def _one_garment(model: TrainedModel, image: np.ndarray, strength: int) -> None:
    """``image``: float32 (28, 28) in 0..1."""
    conditions: list[Condition] = [UNCHANGED, *((kind.name, strength) for kind in CORRUPTIONS)]
    names = [UNCHANGED[0], *(kind.in_words(strength) for kind in CORRUPTIONS)]
    images = np.concatenate([corrupted(image[np.newaxis], condition) for condition in conditions])
    probabilities = classifier(model.path).classify(images)
    answers = probabilities.argmax(axis=1)
    with live_text("changes", horizontal=True):
        for number, name in enumerate(names):
            answer = CLASS_NAMES[answers[number]]
            share = percent(float(probabilities[number].max()))
            with st.container(
                key=f"tile_{number}", width=TILE, height=TILE_HEIGHT, border=False, gap="xxsmall"
            ):
                garment(images[number], f"{name}: {answer} with {share}", PICTURE)
                st.caption(name)
                text = f"{answer} {share}"
                if answers[number] != answers[0]:
                    text = f":red[:material/close: **{text}**]"
                st.markdown(text)


def _second_model(model: TrainedModel) -> TrainedModel:
    models = {id: other for id, other in trained_models().items() if id != model.id}
    if st.session_state.get(BESIDE) not in models:
        st.session_state.pop(BESIDE, None)
    chosen: str = reserved("beside_place", 68, width=420).selectbox(
        "Compare with",
        list(models),
        format_func=lambda id: models[id].title,
        key=BESIDE,
        persist_state="session",
    )
    return models[chosen]


def _distinct(*models: TrainedModel) -> dict[str, TrainedModel]:
    """By their short names, also if two runs have the same one."""
    named: dict[str, TrainedModel] = {}
    for model in models:
        name = model.run.name if model.run else model.title.partition(":")[0]
        named[f"{name} (2)" if name in named else name] = model
    return named


def _measurement(measured: list[Measurement], strength: int, was_over: bool) -> None:
    if _go_on(measured) != was_over:
        # Begins or ends the updates.
        st.rerun()
    names = [one.name for one in measured]
    results = [(one.name, one.test.newest) for one in measured if one.test.newest is not None]
    with reserved("measuring", MEASURING_HEIGHT), live_text("measured"):
        _progress(measured)
    for one in measured:
        if one.task.error is not None:
            st.error(f"{one.name}: {one.task.error}")
            st.button("Try again", key=f"again_{one.name}", on_click=one.task.start)
    left, right = st.columns([2, 1], gap="large")
    with left:
        _panels(results, names, strength)
    with right:
        _table(results, names, strength)


def _go_on(measured: list[Measurement]) -> bool:
    """Has one model measured after the other; whether all are."""
    for one in measured:
        if not one.over:
            one.task.start()
            return False
    return True


def _progress(measured: list[Measurement]) -> None:
    current = next((one for one in measured if not one.over), None)
    if current is not None:
        done, total = current.task.progress
        left = ""
        if current.test.began is not None:
            left = seconds_left(done, total - done, time.monotonic() - current.test.began)
        st.progress(done / total if total else 0.0, f"Measuring {current.name}{left}")
        return
    counts = [f"{newest.garments:,}" for one in measured if (newest := one.test.newest)]
    if counts:
        st.caption(f"Measured on {' and '.join(counts)} validation garments.")


def _panels(results: list[Measured], names: list[str], strength: int) -> None:
    st.html(
        "&emsp;".join(
            f'<span style="color: {color}">{line}</span> {html.escape(name)}'
            for name, color, line in zip(names, RUN_COLORS[: len(names)], LINES, strict=True)
        )
    )
    with st.container(horizontal=True, gap="small"):
        for kind in CORRUPTIONS:
            with st.container(width=PANEL, gap=None):
                st.markdown(f"**{kind.name}**")
                shown = accuracy_by_strength(kind, results, names, strength)
                chart(shown, key=f"robust_{kind.name.lower()}", place=HEIGHT)
    with live_text("margins"):
        margins = "; ".join(f"{name} ±{100 * result.margin:.0f}" for name, result in results)
        st.caption(
            "Accuracy by strength. At 0, the garments are unchanged. Every garment is shown in all "
            "kinds and strengths; a slow model sees fewer garments. How far the figures may be "
            f"off, in percentage points: {margins or 'not yet known'}."
        )


def _table(results: list[Measured], names: list[str], strength: int) -> None:
    rows = [(UNCHANGED[0], UNCHANGED)]
    rows += [(kind.in_words(strength), (kind.name, kind.at(strength))) for kind in CORRUPTIONS]
    found = dict(results)
    with reserved("robust_table", TABLE_HEIGHT, grows=True):
        st.table(
            [
                {"Garments": title}
                | {
                    name: f"{found[name].accuracy[condition]:.1%}" if name in found else "not yet"
                    for name in names
                }
                for title, condition in rows
            ],
            hide_index=True,
            border="horizontal",
            alt=f"Accuracy of {' and '.join(names)} at strength {strength}",
        )
