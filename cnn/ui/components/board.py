"""Finished runs in a table, the best validation accuracy first."""

from collections.abc import Callable

import streamlit as st

from cnn.runs.run import Run
from cnn.ui.components.record_metrics import duration

LINK = "Learning curves"

Owner = Callable[[Run], str]
"""Who is to be named as the owner of a run."""


def board(runs: list[Run], owner: Owner | None = None) -> None:
    st.dataframe(
        board_rows(runs, owner),
        hide_index=True,
        column_config={
            "Run": st.column_config.TextColumn(pinned=True),
            LINK: st.column_config.LinkColumn(display_text="Open", help="In a new tab."),
        },
        alt="Finished runs, the best validation accuracy first",
    )


def board_rows(runs: list[Run], owner: Owner | None = None) -> list[dict[str, str]]:
    """A row for each run that has finished. The test accuracy stays hidden until it is revealed."""
    finished = [(run, record) for run in runs if (record := run.view().record) is not None]
    finished.sort(key=lambda each: -each[1].validation.accuracy)
    return [
        {
            "Run": run.name,
            **({"By": owner(run)} if owner else {}),
            "Validation accuracy": f"{record.validation.accuracy:.1%}{record.caveat}",
            "Test accuracy": f"{record.test.accuracy:.1%}" if run.revealed else "sealed",
            "Recipe": run.recipe.title,
            "Parameters": f"{record.parameters:,}",
            "Epochs": str(len(record.history)),
            "Time": duration(record.seconds),
            LINK: f"{st.context.url}?run={run.id}",
        }
        for run, record in finished
    ]
