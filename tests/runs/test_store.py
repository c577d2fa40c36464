import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

import cnn.runs.store
from cnn import pretrained
from cnn.errors import NotStored
from cnn.runs.checkpoint import RunIdentity
from cnn.runs.files import sync_folder
from cnn.runs.recipe import ARTICLE
from cnn.runs.record import RunRecord
from cnn.runs.run import RunLabel
from cnn.runs.scratch import ABANDONED_AFTER, new_scratch_folder
from cnn.runs.store import RunStore
from tests.runs.test_files import room_for

RECORD = pretrained.ARTICLE_CNN.record
LABEL = RunLabel("ada", "Article CNN 3", revealed=False)
IDENTITY = RunIdentity("one", ARTICLE, seed=3)


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


def keep(store: RunStore, id: str, record: RunRecord = RECORD) -> None:
    scratch = store.begin(replace(IDENTITY, id=id), LABEL)
    (scratch / "run.json").write_text(record.to_json())
    (scratch / "best-cnn-model.keras").write_bytes(b"a model")
    store.keep(scratch, id, LABEL)


def test_a_kept_run_is_found_again(store: RunStore) -> None:
    keep(store, "one")
    [run] = RunStore(store.folder).finished()
    assert (run.id, run.record, run.label) == ("one", RECORD, LABEL)
    assert store.model_path("one").read_bytes() == b"a model"


def test_a_label_is_replaced(store: RunStore) -> None:
    keep(store, "one")
    label = RunLabel("ada", "My first", revealed=True)
    assert store.change_label("one", lambda before: label) == label
    assert [run.label for run in RunStore(store.folder).finished()] == [label]


def test_a_label_that_cannot_be_written_is_told_and_logged(
    store: RunStore, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(NotStored, match="until the server restarts"):
        store.change_label("gone", lambda before: before)
    assert "gone" in caplog.text


def test_a_run_of_an_earlier_version_has_an_owner_but_no_name(store: RunStore) -> None:
    keep(store, "one")
    (store.folder / "one" / "label.json").unlink()
    (store.folder / "one" / "owner.txt").write_text("bob")
    [run] = store.finished()
    assert run.label == RunLabel("bob", "", revealed=False)


def test_runs_are_listed_oldest_first(store: RunStore) -> None:
    for age, id in enumerate(("newest", "older", "oldest")):
        keep(store, id)
        past = time.time() - 100 * age
        os.utime(store.folder / id / "run.json", (past, past))
    assert [run.id for run in store.finished()] == ["oldest", "older", "newest"]


def test_an_unfinished_run_is_not_listed(store: RunStore) -> None:
    (store.begin(IDENTITY, LABEL) / "run.json").write_text(RECORD.to_json())
    assert list(store.finished()) == []


def test_a_record_that_cannot_be_read_is_skipped_and_logged(
    store: RunStore, caplog: pytest.LogCaptureFixture
) -> None:
    keep(store, "sound", replace(RECORD, seed=7))
    broken = store.folder / "broken"
    broken.mkdir()
    (broken / "run.json").write_text('{"recipe": "article"')
    assert [run.record.seed for run in store.finished()] == [7]
    assert "broken" in caplog.text
    assert store.unreadable == 1


def damage(text: str, field: str, value: object) -> str:
    return json.dumps(json.loads(text) | {field: value})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "\\udcff",
        RECORD.to_json()[:-100],
        *(
            damage(RECORD.to_json(), field, value)
            for field, value in [
                ("history", []),
                ("history", 5),
                ("network", ["convolution"]),
                ("network", [{"layer": "unknown"}]),
                ("network", [{"layer": "dense", "units": -1}]),
                ("validation", None),
                ("optimizer", "none"),
                ("added", "later"),
            ]
        ),
    ],
)
def test_whatever_is_wrong_with_a_record_it_costs_this_run_alone(
    store: RunStore, text: str
) -> None:
    keep(store, "sound")
    keep(store, "broken")
    (store.folder / "broken" / "run.json").write_text(text, errors="surrogatepass")
    assert [run.id for run in store.finished()] == ["sound"]
    assert store.unreadable == 1
    assert (store.folder / "broken").is_dir(), "it may be mended"


@pytest.mark.parametrize("file", ["label.json", "best-cnn-model.keras"])
def test_a_run_without_its_label_or_model_cannot_be_read(store: RunStore, file: str) -> None:
    keep(store, "sound")
    keep(store, "broken")
    (store.folder / "broken" / file).unlink()
    assert [run.id for run in store.finished()] == ["sound"]
    assert store.unreadable == 1


def test_a_label_of_an_earlier_version_is_not_pinned(store: RunStore) -> None:
    keep(store, "one")
    earlier = {"owner": "ada", "name": "Mine", "revealed": False}
    (store.folder / "one" / "label.json").write_text(json.dumps(earlier))
    [run] = store.finished()
    assert (run.label.pinned, run.label.classroom) == (False, None)


def test_the_size_of_a_run_is_that_of_its_files(store: RunStore) -> None:
    keep(store, "one")
    files = [*(store.folder / "one").iterdir()]
    assert store.size("one") == sum(len(file.read_bytes()) for file in files) > len(b"a model")
    assert store.size("none") == 0


def test_a_run_is_on_the_disk_as_a_finished_one_before_its_checkpoint_is_deleted(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    job = store.folder / "one" / "job.json"

    def spied(folder: Path) -> None:
        sync_folder(folder)
        if folder == store.folder:
            seen.append(job.exists())

    monkeypatch.setattr(cnn.runs.store, "sync_folder", spied)
    keep(store, "one")
    assert seen == [False, True], "when it begins, and when it has its name"
    assert not job.exists()


def test_a_deleted_run_is_gone(store: RunStore) -> None:
    keep(store, "one")
    store.delete("one")
    assert list(store.folder.iterdir()) == []


def test_a_kept_run_has_nothing_left_of_its_training(store: RunStore) -> None:
    keep(store, "one")
    names = sorted(file.name for file in (store.folder / "one").iterdir())
    assert names == ["best-cnn-model.keras", "label.json", "run.json"]


def test_a_discarded_scratch_folder_is_gone(store: RunStore) -> None:
    store.discard(store.begin(IDENTITY, LABEL))
    assert list(store.folder.iterdir()) == []


def test_a_run_that_finds_no_room_leaves_nothing(store: RunStore) -> None:
    store.folder.mkdir()
    with room_for(1), pytest.raises(OSError):
        store.begin(IDENTITY, LABEL)
    assert list(store.folder.iterdir()) == []


def test_the_label_of_an_unfinished_run_is_replaced(store: RunStore) -> None:
    scratch = store.begin(IDENTITY, LABEL)
    store.relabel(scratch, replace(LABEL, name="My first"))
    assert "My first" in (scratch / "label.json").read_text()


def test_only_abandoned_scratch_folders_are_deleted(store: RunStore) -> None:
    abandoned, recent = (new_scratch_folder(store.folder) for _ in range(2))
    in_use = store.begin(IDENTITY, LABEL)
    past = time.time() - ABANDONED_AFTER - 60
    for folder in (abandoned, in_use):
        os.utime(folder, (past, past))
    RunStore(store.folder)
    assert not abandoned.exists()
    assert recent.exists()
    assert in_use.exists()


@pytest.mark.parametrize("folder", ["/proc/lab/runs", "/dev/null/runs", "file/runs", "x" * 300])
def test_a_folder_that_cannot_exist_is_empty_until_something_is_written(
    folder: str, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    store = RunStore(tmp_path / folder)
    assert list(store.finished()) == []
    with pytest.raises(OSError):
        store.begin(IDENTITY, LABEL)


def test_a_folder_that_cannot_be_read_is_empty(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, "one")
    is_dir = Path.is_dir

    def refused(path: Path) -> bool:
        if path == store.folder:
            raise PermissionError(13, "Permission denied", str(path))
        return is_dir(path)

    # Permissions do not stop root, who may run the tests.
    monkeypatch.setattr(Path, "is_dir", refused)
    assert list(RunStore(store.folder).finished()) == []


def test_a_scratch_folder_that_is_gone_meanwhile_does_no_harm(store: RunStore) -> None:
    store.folder.mkdir()
    (store.folder / ".unfinished-gone").symlink_to("nowhere")
    assert list(RunStore(store.folder).finished()) == []
