import os
import time
from pathlib import Path

import pytest

from cnn.errors import RunRefused
from cnn.runs.folder import RUN_FILES, run_folder
from cnn.runs.scratch import ABANDONED_AFTER, SCRATCH_PREFIX, new_scratch_folder

OLD = dict.fromkeys(RUN_FILES, "old")
NEW = dict.fromkeys(RUN_FILES, "new")


def write(folder: Path, contents: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in contents.items():
        (folder / name).write_text(text)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def _open(folder: Path) -> None:
    with run_folder(folder):
        pass


def test_a_run_is_published_into_a_new_folder(tmp_path: Path) -> None:
    with run_folder(tmp_path / "new" / "run") as folder:
        write(folder.scratch, NEW)
        folder.publish()
    assert contents(tmp_path / "new" / "run") == NEW


@pytest.mark.parametrize("name", RUN_FILES)
def test_a_folder_with_any_file_of_a_run_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "old"})
    with pytest.raises(RunRefused, match=rf"{tmp_path} already holds a run \({name}\).*--force"):
        _open(tmp_path)
    assert contents(tmp_path) == {name: "old"}


def test_a_link_to_a_model_that_is_gone_counts_as_one(tmp_path: Path) -> None:
    (tmp_path / "best-cnn-model.keras").symlink_to("elsewhere")
    with pytest.raises(RunRefused):
        _open(tmp_path)


def test_a_replaced_run_goes_as_a_whole_and_other_files_stay(tmp_path: Path) -> None:
    write(tmp_path, OLD | {"notes.txt": "mine"})
    with run_folder(tmp_path, replace=True) as folder:
        write(folder.scratch, NEW)
        assert (tmp_path / "run.json").read_text() == "old"
        folder.publish()
    assert contents(tmp_path) == NEW | {"notes.txt": "mine"}


def test_a_run_that_is_not_published_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    with pytest.raises(KeyboardInterrupt), run_folder(tmp_path, replace=True) as folder:
        write(folder.scratch, {"best-cnn-model.keras": "new"})
        raise KeyboardInterrupt
    assert contents(tmp_path) == OLD


def test_a_run_that_cannot_be_moved_is_kept_beside_the_previous_one(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    incomplete = dict.fromkeys(RUN_FILES[:2], "new")
    with pytest.raises(FileNotFoundError), run_folder(tmp_path, replace=True) as folder:
        write(folder.scratch, incomplete)
        folder.publish()
    assert {name: (tmp_path / name).read_text() for name in RUN_FILES} == OLD
    assert {name: (folder.scratch / name).read_text() for name in incomplete} == incomplete
    assert not folder.scratch.name.startswith(SCRATCH_PREFIX)  # which a later run would delete


def test_a_run_that_appeared_in_the_meantime_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(RunRefused), run_folder(tmp_path) as folder:
        write(folder.scratch, NEW)
        write(tmp_path, OLD)
        folder.publish()
    assert {name: (tmp_path / name).read_text() for name in RUN_FILES} == OLD
    assert contents(folder.scratch) == NEW


def test_what_a_killed_training_has_left_is_deleted_a_day_later(tmp_path: Path) -> None:
    abandoned = new_scratch_folder(tmp_path)
    past = time.time() - ABANDONED_AFTER - 60
    os.utime(abandoned, (past, past))
    with run_folder(tmp_path):
        assert not abandoned.exists()


def test_a_folder_that_cannot_be_written_raises_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for path in (tmp_path / "file", tmp_path / "file" / "run", Path("/proc/run")):
        with pytest.raises(OSError):
            _open(path)
