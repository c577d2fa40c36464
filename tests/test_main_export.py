"""``export`` on the command line: the code goes home, and does there what the lab does."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import keras
import nbformat
import pytest

from cnn.data.dataset import load
from cnn.nn.training.trainer import train
from cnn.runs.job import TrainingJob
from cnn.runs.network import BOOK_CNN
from cnn.runs.network_json import to_plain
from cnn.runs.recipe import ARTICLE
from cnn.runs.record import RunRecord
from tests.command_line import cnn

ELSEWHERE = """
import sys

ABSENT = {"cnn", "streamlit", "cv2", "skimage", "pooch", "streamlit_drawable_canvas"}


class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"{name} is not here")


sys.meta_path.insert(0, Absent())
"""
"""Begins every Python that has only TensorFlow, scikit-learn and Matplotlib, and what they need."""

NOTEBOOK = """
import sys
import nbclient, nbformat
book = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(book, timeout=900, kernel_name="python3").execute()
nbformat.write(book, sys.argv[1])
"""


@pytest.fixture(scope="module")
def run(fashion_mnist_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The article's recipe, trained for one epoch of 10,000 garments."""
    folder = tmp_path_factory.mktemp("run")
    data = load()
    recipe = replace(ARTICLE, epochs=1, training_images=10_000)
    job = TrainingJob(recipe, folder, 7, data.source)
    assert isinstance(train(job, load_data=lambda _: data), RunRecord)
    return folder


@pytest.fixture
def elsewhere(fashion_mnist_folder: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a computer without the lab, on which Keras has loaded the data before."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(ELSEWHERE)
    cache = tmp_path / "keras" / "datasets"
    cache.mkdir(parents=True)
    (cache / "fashion-mnist").symlink_to(fashion_mnist_folder)
    # Streamlit, in other tests of this process, names a backend that shows no pictures.
    usual = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    return usual | {
        "PYTHONPATH": str(tmp_path / "site"),
        "KERAS_HOME": str(tmp_path / "keras"),
    }


def validation_loss(text: str) -> float:
    return float(re.findall(r"validation loss (\d\.\d+)", text)[0])


def assert_trained_as_in_the_lab(folder: Path, run: Path, printed: str) -> None:
    record = json.loads((run / "run.json").read_text())
    assert validation_loss(printed) == pytest.approx(record["validation"]["loss"], abs=0.05)
    assert re.search(r"test loss \d\.\d+, accuracy 0\.[78]\d+", printed)
    assert "label: Bag" in printed
    model = keras.models.load_model(folder / "best-cnn-model.keras")
    ours = keras.models.load_model(run / "best-cnn-model.keras")
    assert [layer.count_params() for layer in model.layers] == [
        layer.count_params() for layer in ours.layers
    ]
    assert type(model.optimizer).__name__ == "Adam"
    assert float(model.optimizer.learning_rate) == pytest.approx(record["learning_rate"])


def test_the_script_arrives_where_the_lab_does(
    run: Path, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    result = cnn("export", run, "--out", home)
    assert result.exit_code == 0, result.output
    assert "train.py and train.ipynb" in result.stdout
    done = subprocess.run(
        [sys.executable, "train.py"],
        cwd=home,
        env=elsewhere | {"MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert_trained_as_in_the_lab(home, run, done.stdout)


def test_the_notebook_arrives_where_the_lab_does(
    run: Path, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    assert cnn("export", run, "--out", home).exit_code == 0
    command = [sys.executable, "-c", NOTEBOOK, "train.ipynb"]
    subprocess.run(command, cwd=home, env=elsewhere, check=True)
    book = nbformat.read(home / "train.ipynb", as_version=4)
    outputs = [output for cell in book.cells for output in cell.get("outputs", ())]
    printed = "".join(output.get("text", "") for output in outputs)
    assert_trained_as_in_the_lab(home, run, printed)
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == 4, "the first image, the loss curve, the bag and its probabilities"


def test_a_recipe_is_exported_by_its_name(tmp_path: Path) -> None:
    assert cnn("export", "fast", "--out", tmp_path / "new" / "folder").exit_code == 0
    assert "batch_size=128" in (tmp_path / "new" / "folder" / "train.py").read_text()


def test_what_cannot_be_exported_gets_a_sentence(tmp_path: Path) -> None:
    result = cnn("export", "resnet", "--out", tmp_path)
    assert result.exit_code == 1
    assert "There is no run in 'resnet'" in result.stderr
    assert not list(tmp_path.iterdir())


def test_files_that_are_there_stay_without_force(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("mine")
    result = cnn("export", "article", "--out", tmp_path)
    assert result.exit_code == 1
    assert "--force" in result.stderr
    assert (tmp_path / "train.py").read_text() == "mine"
    assert cnn("export", "article", "--out", tmp_path, "--force").exit_code == 0
    assert "Conv2D" in (tmp_path / "train.py").read_text()


def test_a_file_in_the_way_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = cnn("export", "article", "--out", tmp_path / "file" / "below")
    assert result.exit_code == 1
    assert "Not a directory" in result.stderr


def test_a_network_from_a_file_is_trained(tmp_path: Path) -> None:
    file = tmp_path / "network.json"
    file.write_text(json.dumps(to_plain(BOOK_CNN)))
    options = ("--recipe", "fast", "--epochs", "1", "--generated")
    result = cnn("train", *options, "--network", file, "--out", tmp_path / "run")
    assert result.exit_code == 0, result.output
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert (record["recipe"], record["parameters"]) == ("own", 333_526)
    assert cnn("export", tmp_path / "run", "--out", tmp_path / "home").exit_code == 0
    assert "Conv2D(64, kernel_size=3" in (tmp_path / "home" / "train.py").read_text()


def test_a_network_that_cannot_be_built_is_told_before_anything_is_trained(tmp_path: Path) -> None:
    file = tmp_path / "network.json"
    file.write_text('[{"layer": "pooling", "size": 29}]')
    result = cnn("train", "--network", file, "--out", tmp_path / "run")
    assert result.exit_code == 1
    assert "A pooling window's side is from 1 to 28 pixels." in result.stderr
    assert not (tmp_path / "run").exists()
