"""``train`` on the command line: what it writes, refuses and does on Ctrl+C."""

import json
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cnn import __main__
from cnn.data.dataset import Dataset, DataSource
from cnn.runs.events import EpochEnded, Evaluating, Event, Started
from cnn.runs.folder import RUN_FILES
from tests.command_line import cnn

pytestmark = pytest.mark.usefixtures("on_small_data")


@pytest.fixture
def on_small_data(small_data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(__main__, "load", lambda progress: small_data)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def interrupt(monkeypatch: pytest.MonkeyPatch, *moments: type[Event]) -> None:
    """Presses Ctrl+C at the first event of each type."""
    waiting = list(moments)
    show = __main__._print_event

    def show_and_interrupt(event: Event) -> None:
        show(event)
        if waiting and isinstance(event, waiting[0]):
            del waiting[0]
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(__main__, "_print_event", show_and_interrupt)


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """A shell starts processes in the background with SIGINT ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_train_writes_model_history_and_record(tmp_path: Path) -> None:
    result = cnn("train", "--recipe", "dense", "--out", tmp_path, "--epochs", "2", "--seed", "3")
    assert result.exit_code == 0, result.output
    assert "Epoch  2" in result.stderr
    assert "Evaluating the best weights on the test set." in result.stderr
    assert f"Written to {tmp_path}." in result.stdout
    assert names(tmp_path) == set(RUN_FILES)
    record = json.loads((tmp_path / "run.json").read_text())
    assert (record["recipe"], record["epochs"], record["seed"]) == ("dense", 2, 3)


def test_train_begins_with_the_weights_of_a_file(tmp_path: Path) -> None:
    common = "train", "--recipe", "dense", "--epochs", "1", "--out"
    assert cnn(*common, tmp_path / "first").exit_code == 0
    model = tmp_path / "first" / "best-cnn-model.keras"
    assert cnn(*common, tmp_path / "second", "--weights", model).exit_code == 0
    records = [json.loads((tmp_path / run / "run.json").read_text()) for run in ("first", "second")]
    assert [record["weights"] for record in records] == [None, "best-cnn-model.keras"]
    assert records[1]["history"][0]["loss"] < records[0]["history"][0]["loss"]
    result = cnn("train", "--out", tmp_path / "third", "--weights", model)
    assert result.exit_code == 1
    assert "are not those of this network" in result.stderr


def test_train_uses_generated_garments_on_request(
    small_data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        __main__, "generate", lambda: replace(small_data, source=DataSource.GENERATED)
    )
    result = cnn("train", "--generated", "--recipe", "dense", "--out", tmp_path, "--epochs", "1")
    assert "generated garments, not Fashion-MNIST" in result.stdout
    assert json.loads((tmp_path / "run.json").read_text())["data"] == "generated"


@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_the_first_and_the_last_seed_can_be_used(tmp_path: Path, seed: int) -> None:
    result = cnn(
        "train", "--recipe", "best", "--out", tmp_path, "--epochs", "1", "--seed", str(seed)
    )
    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "run.json").read_text())["seed"] == seed


def test_a_run_is_replaced_only_with_force(tmp_path: Path) -> None:
    quick = ("train", "--recipe", "dense", "--out", tmp_path, "--epochs", "1")
    assert cnn(*quick).exit_code == 0
    before = {name: (tmp_path / name).read_bytes() for name in RUN_FILES}
    refused = cnn(*quick, "--seed", "7")
    assert refused.exit_code == 1
    assert "already holds a run" in refused.stderr
    assert "--force" in refused.stderr
    assert {name: (tmp_path / name).read_bytes() for name in RUN_FILES} == before
    assert cnn(*quick, "--seed", "7", "--force").exit_code == 0
    assert all((tmp_path / name).read_bytes() != before[name] for name in RUN_FILES)
    assert names(tmp_path) == set(RUN_FILES)
    assert json.loads((tmp_path / "run.json").read_text())["seed"] == 7


@pytest.mark.parametrize(("moment", "epochs"), [(Started, 1), (EpochEnded, 1)])
def test_ctrl_c_ends_a_training_like_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: type[Event], epochs: int
) -> None:
    interrupt(monkeypatch, moment)
    result = cnn("train", "--recipe", "dense", "--out", tmp_path, "--epochs", "500")
    assert result.exit_code == 0, result.output
    assert "stopped by hand" in result.stdout
    record = json.loads((tmp_path / "run.json").read_text())
    assert record["ended"] == "stopped by hand"
    assert len(record["history"]) == epochs
    assert names(tmp_path) == set(RUN_FILES)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_ctrl_c_ends_at_once_and_leaves_the_previous_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run.json").write_text("the previous run")
    interrupt(monkeypatch, Started, Evaluating)
    result = cnn("train", "--recipe", "dense", "--out", tmp_path, "--epochs", "500", "--force")
    assert result.exit_code == 1
    assert "Aborted" in result.stderr
    assert (tmp_path / "run.json").read_text() == "the previous run"
    assert names(tmp_path) == {"run.json"}
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_while_the_data_is_loaded_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(_: object) -> Dataset:
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("not reached")

    monkeypatch.setattr(__main__, "load", load)
    assert cnn("train", "--out", tmp_path).exit_code == 1
    assert names(tmp_path) == set()


def test_a_folder_that_cannot_be_written_is_reported_before_the_data_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(_: object) -> Dataset:
        raise AssertionError("not reached")

    monkeypatch.setattr(__main__, "load", load)
    file = tmp_path / "a-file"
    file.write_text("in the way")
    for folder in (file, file / "below", Path("/proc/run"), tmp_path / ("x" * 300)):
        result = cnn("train", "--out", folder)
        assert result.exit_code in (1, 2)
        assert str(folder) in result.stderr
        assert "Error: " in result.stderr


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_a_folder_without_a_proper_name_is_refused(name: str) -> None:
    result = cnn("train", "--out", name)
    assert result.exit_code == 2
    assert "Invalid value for '--out'" in result.stderr


def test_a_finished_run_that_cannot_be_moved_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_a_run(event: Event) -> None:
        if isinstance(event, Evaluating):
            (tmp_path / "run.json").write_text("another run")

    monkeypatch.setattr(__main__, "_print_event", write_a_run)
    result = cnn("train", "--recipe", "dense", "--out", tmp_path, "--epochs", "1")
    assert result.exit_code == 1
    [kept] = (path for path in tmp_path.iterdir() if path.is_dir())
    assert f"The new run is kept in {kept}" in result.stderr
    assert names(kept) == set(RUN_FILES)
    assert (tmp_path / "run.json").read_text() == "another run"


def test_a_folder_that_cannot_be_written_any_more_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def delete_folder(event: Event) -> None:
        if isinstance(event, Evaluating):
            shutil.rmtree(tmp_path / "run")
            (tmp_path / "run").touch()

    monkeypatch.setattr(__main__, "_print_event", delete_folder)
    result = cnn("train", "--recipe", "dense", "--out", tmp_path / "run", "--epochs", "1")
    assert result.exit_code == 1
    assert f"The run cannot be written to {tmp_path / 'run'}: Not a directory." in result.stderr
