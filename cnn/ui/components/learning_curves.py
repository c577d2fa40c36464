"""Loss and accuracy by epoch, with the numbers that the curves have reached."""

from dataclasses import dataclass

import streamlit as st

from cnn.evaluation.metrics import Score
from cnn.plots.curve_data import METRICS, Metric
from cnn.plots.learning_curves import learning_curve
from cnn.runs.history import History
from cnn.runs.record import RunRecord
from cnn.ui.components.charts import chart

HEIGHT, HEIGHT_ON_A_PROJECTOR = 360, 270
"""Of a chart, in pixels. A projector's window is low: with the axes in view, one can follow."""

COLORS = (("#1b657f", "#6bb8d2"), ("#d9772f", "#f0a066"))
"""Of training and of validation, in the light and in the dark theme, as in the theme's charts."""

STYLE = f"""<style>
[class*=st-key-numbers_] [data-testid=stMetric] > div {{
    display: flex; align-items: baseline; gap: 0.5rem;
}}
[class*=st-key-numbers_] [data-testid=stMetric] > div::before {{
    content: ""; width: 1.4rem; align-self: center; border-top: 3px dashed;
    border-color: light-dark({COLORS[0][0]}, {COLORS[0][1]});
}}
[class*=st-key-numbers_] > :nth-child(2) [data-testid=stMetric] > div::before {{
    border-style: solid; border-color: light-dark({COLORS[1][0]}, {COLORS[1][1]});
}}
[class*=st-key-numbers_] [data-testid=stMetricValue] {{
    font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; padding: 0;
    min-width: 3.5rem;
}}
@media (min-width: 641px) and (max-width: 1340px) {{
    [class*=st-key-numbers_] {{ column-gap: 0.6rem; }}
    [class*=st-key-numbers_] [data-testid=stMetric] > div {{ gap: 0.35rem; }}
    [class*=st-key-numbers_] [data-testid=stMetric] > div::before {{ width: 0.9rem; }}
    [class*=st-key-numbers_] [data-testid=stMetricLabel] p {{ font-size: 0.8rem; }}
    [class*=st-key-numbers_] [data-testid=stMetricValue] {{
        font-size: 1.1rem; min-width: 3.1rem;
    }}
}}
@media (max-height: 700px) and (min-width: 641px) {{
    :has(> [class*=st-key-reserved_curve_]) {{ flex-basis: {HEIGHT_ON_A_PROJECTOR}px; }}
}}
</style>"""


@dataclass(frozen=True)
class Numbers:
    """What stands beside the names of the curves; ``None`` for what is not known yet."""

    training: Score | None
    validation: Score | None


def numbers_of(record: RunRecord) -> Numbers:
    """The weights that were kept: the mean over their epoch, and their validation."""
    best = record.history.best
    assert best is not None, "a finished run has at least one epoch"
    return Numbers(Score(best.loss, best.accuracy), record.validation)


def learning_curves(history: History, epochs: int, numbers: Numbers, key: str) -> None:
    """Loss and accuracy side by side, and a way to see the first batches, which are far away."""
    st.html(STYLE)
    first = bool(history) and st.session_state.get(f"first_batch_{key}", False)
    for column, metric in zip(st.columns(2), METRICS, strict=True):
        with column:
            _numbers(metric, numbers, key)
            chart(
                learning_curve(metric, history, epochs, from_first_batch=first),
                key=f"curve_{metric}_{key}",
                place=HEIGHT,
                height="stretch",
            )
    st.toggle(
        "From the first batch",
        key=f"first_batch_{key}",
        persist_state="session",
        disabled=not history,
        help="The first epoch changes so much that the rest would look flat beside it.",
    )


def _numbers(metric: Metric, numbers: Numbers, key: str) -> None:
    """The legend of a chart: the names of its curves, and where they are."""
    with st.container(horizontal=True, key=f"numbers_{metric}_{key}"):
        st.metric(f"Training {metric}", _written(metric, numbers.training), width="content")
        st.metric(f"Validation {metric}", _written(metric, numbers.validation), width="content")


def _written(metric: Metric, score: Score | None) -> str:
    if score is None:
        return "-"
    return f"{score.loss:.3f}" if metric == "loss" else f"{score.accuracy:.1%}"
