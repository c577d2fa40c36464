"""``predict`` on the command line: what it answers, skips and reports."""

import json
import os
import shutil
from pathlib import Path

import click
import numpy as np
import pytest
from PIL import Image

from cnn import __main__, pretrained
from cnn.data.labels import CLASS_NAMES
from cnn.paths import ASSETS
from cnn.preprocessing.image_file import open_picture
from tests.command_line import cnn
from tests.other_pictures import smiley

EXAMPLES = ASSETS / "examples"
BAG = EXAMPLES / "bag.png"


def answers(stdout: str) -> dict[str, str]:
    """From the names of the files to their labels or errors."""
    lines = [json.loads(line) for line in stdout.splitlines()]
    return {line["file"]: line.get("label") or line["error"] for line in lines}


def test_predict_prints_one_line_of_json_per_picture() -> None:
    result = cnn("predict", "--json", EXAMPLES)
    assert result.exit_code == 0, result.output
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(answers) == len([path for path in EXAMPLES.rglob("*") if path.is_file()])
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


def test_a_folder_without_pictures_gets_a_sentence_and_exit_status_1(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = cnn("predict", "--json", tmp_path / "empty", BAG)
    assert result.exit_code == 1
    assert answers(result.stdout) == {str(BAG): "Bag"}
    assert f"{tmp_path / 'empty'} has no pictures: no file whose name ends in " in result.stderr
    assert ".jpeg, .jpg, .png" in result.stderr
    assert "Skipped" not in result.stderr


@pytest.mark.parametrize(("others", "words"), [(1, "1 file"), (3, "3 files")])
def test_files_that_are_no_pictures_are_counted_in_one_line(
    tmp_path: Path, others: int, words: str
) -> None:
    shutil.copy(BAG, tmp_path / "BAG.PNG")
    (tmp_path / "below").mkdir()
    for number in range(others):
        (tmp_path / "below" / f"{number}.txt").touch()
    result = cnn("predict", tmp_path)
    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
    assert result.stderr.splitlines() == [f"Skipped {words} without the suffix of a picture."]


@pytest.mark.parametrize(
    "name", ["", "x" * 300, "a\0b.png", "lone\udce9.png", "/proc/self/mem", "/dev/zero"]
)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_path_that_cannot_be_opened_does_not_stop_the_others(
    name: str, options: tuple[str, ...]
) -> None:
    result = cnn("predict", *options, name, BAG)
    assert result.exit_code == 1
    bad, good = result.stdout.splitlines()
    assert "Check " in bad or "Choose " in bad
    assert "Bag" in good


def test_names_in_any_encoding_are_answered(tmp_path: Path) -> None:
    names = ["Tüte.png", "包.png", os.fsdecode(b"bag\xe9.png")]
    for name in names:
        shutil.copy(BAG, tmp_path / name)
    result = cnn("predict", "--json", tmp_path)
    assert result.exit_code == 0
    assert answers(result.stdout) == {str(tmp_path / name): "Bag" for name in names}
    assert cnn("predict", tmp_path).stdout.count("Bag") == 3


def test_whatever_is_named_like_a_picture_in_a_folder_is_answered(tmp_path: Path) -> None:
    shutil.copy(BAG, tmp_path / "bag.png")
    (tmp_path / "folder.png").mkdir()
    shutil.copy(BAG, tmp_path / "folder.png" / "bag.jpg")
    (tmp_path / "broken.png").symlink_to("nowhere")
    (tmp_path / "loop.png").symlink_to("loop.png")
    (tmp_path / "linked.png").symlink_to("bag.png")
    (tmp_path / "again").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "fifo.png")
    result = cnn("predict", "--json", tmp_path)
    assert result.exit_code == 1
    answered = answers(result.stdout)
    assert {file.removeprefix(f"{tmp_path}/") for file, answer in answered.items()} == {
        *("bag.png", "folder.png/bag.jpg", "linked.png", "broken.png", "loop.png", "fifo.png")
    }
    assert list(answered.values()).count("Bag") == 3


def test_a_folder_that_cannot_be_read_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    shutil.copy(BAG, tmp_path / "bag.png")
    scandir = os.scandir

    def refusing_scandir(path: str) -> "os._ScandirIterator[str]":
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    # Permissions do not stop root, who may run the tests.
    monkeypatch.setattr(os, "scandir", refusing_scandir)
    result = cnn("predict", "--json", tmp_path)
    assert result.exit_code == 1
    answered = answers(result.stdout)
    assert answered[str(tmp_path / "bag.png")] == "Bag"
    assert "cannot be read: Permission denied" in answered[str(locked)]
    assert list(answers(cnn("predict", "--json", locked).stdout)) == [str(locked)]


def test_each_picture_is_answered_before_the_next_one_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log: list[str] = []
    echo = click.echo

    def logged_open(file: Path) -> Image.Image:
        log.append(f"open {file.name}")
        return open_picture(file)

    def logged_echo(text: str) -> None:
        log.append("answer")
        echo(text)

    monkeypatch.setattr(__main__, "open_picture", logged_open)
    monkeypatch.setattr(click, "echo", logged_echo)
    cnn("predict", EXAMPLES)
    assert log[:4] == ["open ankle_boot.png", "answer", "open bag.png", "answer"]


@pytest.mark.parametrize("model", pretrained.PRETRAINED_MODELS, ids=lambda model: model.name)
def test_predict_reports_pictures_unlike_any_garment(
    tmp_path: Path, model: pretrained.PretrainedModel
) -> None:
    face = tmp_path / "face.png"
    smiley(np.random.default_rng(0)).save(face)
    result = cnn("predict", "--json", "--model", model.path, face, BAG, tmp_path / "missing.png")
    drawn, bag, missing = (json.loads(line) for line in result.stdout.splitlines())
    assert drawn["unlike"] is True
    assert bag["unlike"] is False
    assert "unlike" not in missing
    in_words = cnn("predict", "--model", model.path, face, BAG).stdout.splitlines()
    assert [line.endswith("It does not look like a garment.") for line in in_words] == [True, False]
