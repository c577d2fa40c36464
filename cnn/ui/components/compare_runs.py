"""Several runs side by side: their curves in one chart, and what sets them apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from cnn import pretrained
from cnn.plots.learning_curves import compare_curves
from cnn.runs.history import History, in_digits
from cnn.runs.recipe import OWN, Recipe
from cnn.runs.record import RunRecord, recipe_of
from cnn.runs.run import Run
from cnn.ui.components.charts import chart
from cnn.ui.components.live_text import live_text
from cnn.ui.components.record_metrics import duration
from cnn.ui.components.run_settings import settings
from cnn.ui.polling import polled

MOST = 6
"""Runs in one chart: more colors cannot be told apart."""

POLL = 3.0
"""Seconds between two updates while one of the runs goes on."""

CHOICE, NEXT_CHOICE = "compared", "compared_next"
"""Name the choice, and the one that takes its place when the page is drawn again."""

RESULTS = (
    "Best validation loss",
    "Validation accuracy",
    "Epochs trained",
    "Training time",
    "Parameters",
)


@dataclass(frozen=True)
class Compared:
    name: str
    recipe: Recipe
    seed: int
    history: History
    record: RunRecord | None
    """``None`` while it goes on."""
    revealed: bool = False
    """Whether the test result has been revealed."""


def _name_of(run: Run) -> str:
    return run.name


def compare(*runs: Run) -> None:
    """Chooses these runs; to be seen when the page is drawn again."""
    st.session_state[NEXT_CHOICE] = [run.id for run in runs]


def compare_runs(runs: list[Run], name_of: Callable[[Run], str] = _name_of) -> None:
    """``runs`` are the visitor's own and those that they watch; the pre-trained models join in."""
    st.header("Compare", anchor=False)
    st.session_state.setdefault(CHOICE, [])
    if NEXT_CHOICE in st.session_state:
        st.session_state[CHOICE] = st.session_state.pop(NEXT_CHOICE)
    names = _names(runs, st.session_state[CHOICE], name_of)
    # A run may be gone since it was chosen.
    st.session_state[CHOICE] = [key for key in st.session_state[CHOICE] if key in names]
    chosen = st.pills(
        f"Up to {MOST} runs",
        list(names),
        selection_mode="multi",
        format_func=lambda key: names[key],
        key=CHOICE,
        persist_state="session",
        wrap=True,
    )
    against = {pretrained.DENSE_NETWORK.name: "the dense network"}
    against |= {run.id: run.name for run in runs if run.recipe.name == OWN and run.id in names}
    with st.container(horizontal=True):
        for key in list(against)[:MOST]:
            st.button(
                f"The article's CNN against {against[key]}",
                icon=":material/compare_arrows:",
                type="tertiary",
                key=f"compare_article_{key}",
                on_click=st.session_state.update,
                args=({CHOICE: [pretrained.ARTICLE_CNN.name, key]},),
            )
    if len(chosen) > MOST:
        st.info(f"The chart shows the first {MOST} of the runs you chose.")
    if len(chosen) < 2:
        st.caption("Choose two runs or more to see their curves in one chart.")
        return
    side_by_side(chosen[:MOST], runs, name_of)


def side_by_side(
    chosen: list[str], runs: list[Run], name_of: Callable[[Run], str] = _name_of
) -> None:
    """Curves in one chart, and a table. ``chosen`` are ids of ``runs`` and names of pre-trained
    models.
    """
    by_id = {run.id: run for run in runs}
    going_on = any(key in by_id and not by_id[key].view().state.over for key in chosen)
    with live_text("comparison"):
        show = polled(_show, POLL) if going_on else st.fragment(_show)
        show(chosen, by_id, name_of)


def _names(runs: list[Run], chosen: list[str], name_of: Callable[[Run], str]) -> dict[str, str]:
    """Those that can be chosen: with an epoch, or just branched off and chosen for it."""
    trained = {run.id: name_of(run) for run in runs if run.view().history or run.id in chosen}
    shipped = {model.name: f"Pre-trained: {model.title}" for model in pretrained.PRETRAINED_MODELS}
    return trained | shipped


def _show(chosen: list[str], runs: Mapping[str, Run], name_of: Callable[[Run], str]) -> None:
    compared = [_compared(key, runs, name_of) for key in chosen]
    histories = [(each.name, each.history) for each in compared]
    left, right = st.columns(2)
    with left:
        chart(compare_curves("loss", histories), key="compare_loss")
    with right:
        chart(compare_curves("accuracy", histories), key="compare_accuracy")
    st.dataframe(
        comparison(compared),
        hide_index=True,
        column_config={"Run": st.column_config.TextColumn(pinned=True)},
        alt="The runs in numbers, a row each",
    )


def _compared(key: str, runs: Mapping[str, Run], name_of: Callable[[Run], str]) -> Compared:
    if key in runs:
        run, view = runs[key], runs[key].view()
        name = name_of(run)
        return Compared(name, run.recipe, run.seed, view.history, view.record, run.revealed)
    model = next(model for model in pretrained.PRETRAINED_MODELS if model.name == key)
    record = model.record
    return Compared(model.title, recipe_of(record), record.seed, record.history, record)


def comparison(compared: list[Compared]) -> list[dict[str, str]]:
    """A row for each run: its results, and the settings that differ."""
    rows = [
        {**settings(each.recipe), "seed": str(each.seed), "data": _data(each)} for each in compared
    ]
    different = [name for name in rows[0] if len({row[name] for row in rows}) > 1]
    any_revealed = any(each.revealed for each in compared)
    both = min(len(each.history) for each in compared)
    return [
        {"Run": each.name}
        | _results(each)
        | ({"Test accuracy": _test_accuracy(each)} if any_revealed else {})
        | ({f"In epoch {both}": _accuracy(each, both)} if 0 < both < _longest(compared) else {})
        | {name.capitalize(): row[name] for name in different}
        for each, row in zip(compared, rows, strict=True)
    ]


def _longest(compared: list[Compared]) -> int:
    return max(len(each.history) for each in compared)


def _accuracy(each: Compared, epoch: int) -> str:
    """As far as the shortest run has come, all can be compared."""
    return f"{each.history.epochs[epoch - 1].val_accuracy:.1%}"


def _test_accuracy(each: Compared) -> str:
    return f"{each.record.test.accuracy:.1%}" if each.record and each.revealed else "sealed"


def _data(each: Compared) -> str:
    return each.record.source.description if each.record else ""


def _results(each: Compared) -> dict[str, str]:
    best = each.history.best
    if best is None:  # a branch in its first epoch
        return dict.fromkeys(RESULTS, "")
    loss, accuracy = best.val_loss, best.val_accuracy
    if each.record:  # measured once more, in full precision
        loss, accuracy = each.record.validation.loss, each.record.validation.accuracy
    values = (
        f"{loss:.3f}",
        f"{accuracy:.1%}",
        in_digits(each.history.epochs[-1].end),
        duration(each.history.seconds),
        f"{each.record.parameters:,}" if each.record else "",
    )
    return dict(zip(RESULTS, values, strict=True))
