"""What visitors do and read on a page that AppTest runs."""

import importlib
import time
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.concurrency import Progress
from cnn.data.dataset import Dataset
from cnn.runs.run import Run
from cnn.ui import training
from cnn.ui.state import VisitorState

Load = Callable[[Progress], Dataset]
OpenPage = Callable[[str], AppTest]
Downloads = dict[str, tuple[str, bytes]]
"""File names and contents by the labels of buttons."""

TIMEOUT = 120
"""Seconds that a page may take on a busy machine; the first one imports TensorFlow."""

VISITOR = "visitor"
"""The id of the visitor of a component."""


def component(script: Callable[..., None], **arguments: object) -> AppTest:
    """A page that consists of ``script``, for a visitor with a known id."""
    app = AppTest.from_function(script, kwargs=arguments, default_timeout=TIMEOUT)
    app.session_state["visitor"] = VisitorState(VISITOR, known_by_cookie=True)
    return app


def shown_with(app: AppTest, drawn: np.ndarray | None) -> AppTest:
    """Runs a page for a visitor who has drawn that garment, float32 (28, 28) in 0..1, if any."""
    if drawn is not None:
        prepared: Any = SimpleNamespace(image=drawn)
        app.session_state["visitor"].prepared.result = prepared
    app.run()
    assert not app.exception
    return app


def opened(app: AppTest, address: Mapping[str, str]) -> AppTest:
    """Runs a page that is opened with these parameters in its address."""
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    """All texts of the page that are not part of a widget, a line each."""
    plain = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption]
    boxes = [*app.info, *app.warning, *app.error]
    return "\n".join(str(element.value) for element in [*plain, *boxes])


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def protos(app: AppTest, kind: str) -> list[Any]:
    """What the page sends to the browser for elements that AppTest has no class for."""
    return [getattr(element, "proto") for element in app.get(kind)]  # noqa: B009


def run_links(app: AppTest) -> list[str]:
    """Those to training runs."""
    return [link.label for link in protos(app, "page_link") if "run=" in link.query_string]


def pictures(app: AppTest) -> list[Any]:
    return [picture for proto in protos(app, "image") for picture in proto.imgs]


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def finish_run(app: AppTest) -> None:
    """Waits until the visitor's only run is over."""
    [run] = training.run_queue().runs_of(app.session_state["visitor"].id)
    wait_until_over(run)
    app.run()
    assert not app.exception


def wait_until_over(run: Run) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not run.view().state.over:
        assert time.monotonic() < deadline, run.view()
        time.sleep(0.1)


def count_calls(monkeypatch: pytest.MonkeyPatch, module_name: str, name: str) -> list[object]:
    """Gets the first argument of every call of a module's function from now on."""
    calls: list[object] = []
    module = importlib.import_module(module_name)
    original = getattr(module, name)

    def counted(first: object, **options: object) -> object:
        calls.append(first)
        return original(first, **options)

    monkeypatch.setattr(module, name, counted)
    return calls
