import io

import pytest
from PIL import Image

from cnn import pretrained
from cnn.runs.record import RunRecord
from cnn.runs.run import Run
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import Downloads, buttons, component, press, texts

RECORD = pretrained.ARTICLE_CNN.record


def script(run: "Run", record: "RunRecord") -> None:
    import streamlit as st

    from cnn.ui.components.run_result import run_result

    run_result(run, record, on_use=lambda run: st.write(f"Uses {run.id}"))


@pytest.fixture
def finished_run(held_queue: HeldQueue) -> Run:
    run = held_queue.start()
    held_queue.finish(run)
    return run


def test_a_finished_run_has_three_downloads(finished_run: Run, downloads: Downloads) -> None:
    assert not component(script, run=finished_run, record=RECORD).run().exception
    assert list(downloads) == ["Download model", "Download history", "Download loss curve"]
    model = pretrained.ARTICLE_CNN.path.read_bytes()
    assert downloads["Download model"] == ("best-cnn-model.keras", model)
    assert downloads["Download history"] == ("history.csv", RECORD.history.to_csv().encode())
    name, figure = downloads["Download loss curve"]
    assert name == "loss-curve.png"
    assert Image.open(io.BytesIO(figure)).format == "PNG"


def test_its_model_can_be_used(finished_run: Run) -> None:
    app = component(script, run=finished_run, record=RECORD).run()
    assert buttons(app) == ["Use this model"]
    press(app, "Use this model")
    assert f"Uses {finished_run.id}" in texts(app)
