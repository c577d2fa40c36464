"""A chart for the page: a Vega-Lite specification, to which Streamlit gives its theme.

Written as dictionaries rather than with Altair, which would have to be imported before the first
chart is shown, in 0.4 s.
"""

from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]
"""A part of a Vega-Lite specification."""

Row = dict[str, Any]
"""A row of a chart's data."""

MID_GRAY = "#7d8482"
"""Has a contrast of 4 to a light page and to a dark one."""


@dataclass(frozen=True)
class Chart:
    """A chart with its data apart, so that a page can send new data to the same chart."""

    spec: Spec
    """Vega-Lite, without data."""
    rows: list[Row]
    alt: str
    """A sentence that says what the chart shows."""


def field(name: str, type: str, title: str | None) -> Spec:
    """A column of the rows, as Vega-Lite's encodings name it."""
    return {"field": name, "type": type, "title": title}
