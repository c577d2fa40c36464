"""The lab in processes whose home folder is missing, cannot be written, or is not known."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnn.data.fashion_mnist import find_or_download
from tests.conftest import ROOT

HOMELESS = """
import pwd, runpy, sys
def no_entry(_):
    raise KeyError("no entry in the list of users")
pwd.getpwuid = no_entry
sys.argv = ["cnn", "predict", "assets/examples/bag.png"]
runpy.run_module("cnn", run_name="__main__")
"""

APP = """
from streamlit.testing.v1 import AppTest
from cnn.ui import resources
resources.warm_up = lambda: None
app = AppTest.from_file("streamlit_app.py", default_timeout=60).run()
print(app.title[0].value)
app.switch_page("cnn/ui/pages/train.py").run()
[start] = [button for button in app.button if button.label == "Start training"]
start.click().run()
assert not app.exception, app.exception
print(app.title[0].value)
print(app.error[0].value)
"""


def python(code: str, fashion_mnist_folder: Path, **environment: str) -> list[str]:
    """The lines that a program prints in an environment without a home folder or with another."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("HOME", "CNN_HOME", "KERAS_HOME", "XDG_DATA_HOME")
    }
    data = {"FASHION_MNIST_DIR": str(fashion_mnist_folder), "KERAS_HOME": "/dev/null/keras"}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
        env=kept | data | environment,
    )
    return ran.stdout.splitlines()


def test_predict_works_for_a_user_without_a_home_folder(fashion_mnist_folder: Path) -> None:
    assert python(HOMELESS, fashion_mnist_folder) == ["assets/examples/bag.png: Bag (100%)"]


@pytest.mark.parametrize(
    ("variable", "folder", "runs"),
    [
        ("HOME", "/proc", "/proc/.local/share/cnn-lab/runs"),
        ("CNN_HOME", "/dev/null/lab", "/dev/null/lab/runs"),
    ],
)
def test_the_app_starts_without_a_home_folder_and_only_a_run_is_refused(
    variable: str, folder: str, runs: str, fashion_mnist_folder: Path, tmp_path: Path
) -> None:
    homes = {"HOME": str(tmp_path)} | {variable: folder}
    first, train, error = python(APP, fashion_mnist_folder, **homes)
    assert first == "What is this garment?"
    assert train == "How does it learn?"
    assert f"Runs cannot be stored in {runs} (" in error
    assert "CNN_HOME" in error


def test_the_dataset_is_found_without_a_home_folder(
    fashion_mnist_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASHION_MNIST_DIR", str(fashion_mnist_folder))
    monkeypatch.setenv("CNN_HOME", "/dev/null/lab")
    monkeypatch.setenv("KERAS_HOME", "/dev/null/keras")
    assert {path.parent for path in find_or_download(mirrors=()).values()} == {fashion_mnist_folder}
