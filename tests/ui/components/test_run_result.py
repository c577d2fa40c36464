import io
import zipfile

import pytest
from PIL import Image

from cnn import pretrained
from cnn.runs.record import RunRecord
from cnn.runs.run import Run
from cnn.ui.components.run_result import OnRun, file_name
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import VISITOR, Downloads, component, press

RECORD = pretrained.ARTICLE_CNN.record


def script(run: "Run", record: "RunRecord") -> None:
    import streamlit as st

    from cnn.ui.components.run_result import run_files, run_next

    def on(what: str) -> "OnRun":
        return lambda run: st.session_state.update({"done": f"{what} {run.id}"})

    run_next(run, on("use"), on("again"), on("change"))
    run_files(run, record)


@pytest.fixture
def finished_run(held_queue: HeldQueue) -> Run:
    run = held_queue.start()
    held_queue.finish(run)
    return run


def test_the_downloads_of_a_finished_run_say_what_they_are(
    finished_run: Run, held_queue: HeldQueue, downloads: Downloads
) -> None:
    held_queue.queue.rename(finished_run, VISITOR, "Group 4, rate 0.01")
    assert not component(script, run=finished_run, record=RECORD).run().exception
    assert list(downloads) == ["Download model", "Download all"]
    model = pretrained.ARTICLE_CNN.path.read_bytes()
    assert downloads["Download model"] == ("group-4-rate-0-01.keras", model)
    name, packed = downloads["Download all"]
    assert name == "group-4-rate-0-01.zip"
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        assert files.read("best-cnn-model.keras") == model
        assert Image.open(io.BytesIO(files.read("loss-curve.png"))).format == "PNG"
        assert b"<svg" in files.read("loss-curve.svg")
        assert len(files.read("model.tflite")) > 1_000_000
        assert files.read("README.txt").decode().startswith("Group 4, rate 0.01: ")


@pytest.mark.parametrize(("name", "file"), [("Fast 3", "fast-3"), ("옷 1", "옷-1"), ("(&)", "run")])
def test_the_name_of_a_run_is_a_part_of_file_names(name: str, file: str) -> None:
    assert file_name(name) == file


@pytest.mark.parametrize(
    ("button", "what"),
    [("Use this model", "use"), ("Run again", "again"), ("Run again with one change", "change")],
)
def test_it_can_be_used_and_run_again(finished_run: Run, button: str, what: str) -> None:
    app = component(script, run=finished_run, record=RECORD).run()
    press(app, button)
    assert app.session_state["done"] == f"{what} {finished_run.id}"


def test_its_primary_button_uses_the_model(finished_run: Run) -> None:
    app = component(script, run=finished_run, record=RECORD).run()
    primary = [button.label for button in app.button if button.proto.type == "primary"]
    assert primary == ["Use this model"]
