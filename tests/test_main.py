"""The command line, as someone types it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from cnn import __main__, pretrained
from cnn.data.dataset import Dataset, DataSource
from cnn.data.labels import CLASS_NAMES
from cnn.errors import DatasetUnavailable
from cnn.paths import ASSETS

EXAMPLES = ASSETS / "examples"


def cnn(*arguments: str | Path) -> Result:
    return CliRunner().invoke(__main__.main, [str(argument) for argument in arguments])


@pytest.fixture
def on_small_data(small_data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(__main__, "load", lambda progress: small_data)


@pytest.mark.parametrize("command", ["train", "evaluate", "predict"])
def test_every_command_has_a_help_text(command: str) -> None:
    result = cnn(command, "--help")
    assert result.exit_code == 0
    assert "Options:" in result.output
    assert result.output.count("--") >= 3
    assert command in cnn("--help").output


@pytest.mark.usefixtures("on_small_data")
def test_train_writes_model_history_and_record(tmp_path: Path) -> None:
    result = cnn("train", "--recipe", "dense", "--out", tmp_path, "--epochs", "2", "--seed", "3")
    assert result.exit_code == 0, result.output
    assert "Epoch  2" in result.stderr
    assert "Evaluating the best weights on the test set." in result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {
        "best-cnn-model.keras",
        "history.csv",
        "run.json",
    }
    record = json.loads((tmp_path / "run.json").read_text())
    assert (record["recipe"], record["epochs"], record["seed"]) == ("dense", 2, 3)


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


@pytest.mark.usefixtures("on_small_data")
def test_train_uses_generated_garments_on_request(
    small_data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        __main__, "generate", lambda: replace(small_data, source=DataSource.GENERATED)
    )
    result = cnn("train", "--generated", "--recipe", "dense", "--out", tmp_path, "--epochs", "1")
    assert "generated garments, not Fashion-MNIST" in result.stdout
    assert json.loads((tmp_path / "run.json").read_text())["data"] == "generated"


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


def test_predict_prints_one_line_of_json_per_picture() -> None:
    result = cnn("predict", "--json", EXAMPLES)
    assert result.exit_code == 0, result.output
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(answers) == len(list(EXAMPLES.glob("*.png")))
    for answer in answers:
        assert list(answer["probabilities"]) == list(CLASS_NAMES)
        assert sum(answer["probabilities"].values()) == pytest.approx(1, abs=1e-3)
        assert answer["label"] == max(answer["probabilities"], key=answer["probabilities"].get)
        assert answer["warnings"] == []


def test_predict_classifies_all_other_pictures_and_then_exits_with_1(tmp_path: Path) -> None:
    words = tmp_path / "words.png"
    words.write_text("just some words")
    result = cnn("predict", "--json", words, EXAMPLES / "bag.png", tmp_path / "missing.png")
    assert result.exit_code == 1
    first, second, third = (json.loads(line) for line in result.stdout.splitlines())
    assert "not a picture" in first["error"]
    assert second["label"] == "Bag"
    assert "no file" in third["error"]


def test_predict_without_json_prints_a_sentence() -> None:
    result = cnn("predict", EXAMPLES / "trouser.png")
    assert "Trouser (" in result.stdout


def test_a_model_file_that_is_no_model_gets_a_sentence(tmp_path: Path) -> None:
    words = tmp_path / "words.keras"
    words.write_text("just some words")
    result = cnn("predict", "--model", words, EXAMPLES / "bag.png")
    assert result.exit_code == 1
    assert "not a Keras model" in result.stderr
    assert "Traceback" not in result.output


def test_an_unwritable_folder_gets_a_sentence(tmp_path: Path) -> None:
    in_the_way = tmp_path / "a-file"
    Image.new("L", (1, 1)).save(in_the_way, "PNG")
    result = cnn("train", "--out", in_the_way)
    assert result.exit_code == 2
    assert "a-file" in result.stderr
