"""The command line, as someone types it."""

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from cnn import __main__, pretrained
from cnn.data.dataset import Dataset, DataSource
from cnn.errors import DatasetUnavailable
from cnn.paths import ASSETS
from tests.command_line import cnn

EXAMPLES = ASSETS / "examples"


@pytest.fixture
def on_small_data(small_data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(__main__, "load", lambda progress: small_data)


@pytest.mark.parametrize("command", ["train", "export", "evaluate", "predict"])
def test_every_command_has_a_help_text(command: str) -> None:
    result = cnn(command, "--help")
    assert result.exit_code == 0
    assert "Options:" in result.output
    assert result.output.count("--") >= 3
    assert command in cnn("--help").output


@pytest.mark.usefixtures("on_small_data")
def test_evaluate_prints_one_line_of_json() -> None:
    result = cnn("evaluate", "--model", pretrained.ARTICLE_CNN.path, "--json")
    assert result.exit_code == 0, result.output
    [line] = result.stdout.splitlines()
    metrics = json.loads(line)
    assert list(metrics) == [
        "validation_loss",
        "validation_accuracy",
        "test_loss",
        "test_accuracy",
        "parameters",
        "data",
    ]
    assert metrics["parameters"] == 323_286
    assert metrics["data"] == "fashion-mnist"


def test_the_pretrained_cnn_is_as_good_as_its_record(
    fashion_mnist_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASHION_MNIST_DIR", str(fashion_mnist_folder))
    result = cnn("evaluate", "--model", pretrained.ARTICLE_CNN.path, "--json")
    metrics = json.loads(result.stdout)
    record = pretrained.ARTICLE_CNN.record
    assert metrics["test_accuracy"] >= 0.905
    assert metrics["test_accuracy"] == pytest.approx(record.test.accuracy, abs=2e-4)
    assert metrics["validation_accuracy"] == pytest.approx(record.validation.accuracy, abs=2e-4)


def test_without_fashion_mnist_a_model_is_evaluated_on_generated_garments(
    small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(_: object) -> Dataset:
        raise DatasetUnavailable("No network.")

    monkeypatch.setattr(__main__, "load", no_network)
    monkeypatch.setattr(
        __main__, "generate", lambda: replace(small_data, source=DataSource.GENERATED)
    )
    result = cnn("evaluate", "--model", pretrained.ARTICLE_CNN.path, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["data"] == "generated"
    assert "No network. Going on with generated garments, not Fashion-MNIST." in result.stderr


def test_a_model_file_that_is_no_model_gets_a_sentence(tmp_path: Path) -> None:
    words = tmp_path / "words.keras"
    words.write_text("just some words")
    result = cnn("predict", "--model", words, EXAMPLES / "bag.png")
    assert result.exit_code == 1
    assert "not a Keras model" in result.stderr
    assert "Traceback" not in result.output


def test_the_output_can_be_redirected_within_python() -> None:
    with contextlib.redirect_stdout(io.StringIO()) as output:
        __main__.main(["--help"], standalone_mode=False)
    assert "Train, evaluate and use" in output.getvalue()
