"""The views of a page, one of which is shown. Its name is in the address."""

from collections.abc import Mapping
from typing import TypeVar

from cnn.ui.components.reserved import reserved

View = TypeVar("View")


def choose_view(views: Mapping[str, View]) -> View:
    """The one that the visitor has chosen by its name; the first, at first."""
    name = reserved("view", height=40, grows=True).segmented_control(
        "View",
        list(views),
        default=next(iter(views)),
        required=True,
        key="view",
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
    )
    return views[name]
