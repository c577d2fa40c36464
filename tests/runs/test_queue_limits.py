"""The queue, with executors that train nothing: who enters, what is kept, what a bad disk costs."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnn import pretrained
from cnn.errors import NotStored, RunRefused
from cnn.runs.classroom import Classrooms
from cnn.runs.queue import RunQueue
from cnn.runs.recipe import ARTICLE
from cnn.runs.run import Run, State
from cnn.runs.settings import Settings
from cnn.runs.store import RunStore
from tests.runs.full_disk import Disk, read_only_disk, small_disk
from tests.runs.queues import run_folders
from tests.ui.held_queue import HeldExecutor, HeldQueue

SCHOOL = "203.0.113.9"


def held(folder: Path, settings: Settings | None = None) -> HeldQueue:
    classrooms = Classrooms(folder / "classes")
    store = RunStore(folder / "runs")
    return HeldQueue(
        RunQueue(
            store, HeldExecutor(), lambda job, channel: None, settings=settings,
            classrooms=classrooms,
        )
    )  # fmt: skip


@pytest.fixture
def held_queue(tmp_path: Path) -> HeldQueue:
    return held(tmp_path)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


def start(held_queue: HeldQueue, owner: str, address: str | None = SCHOOL) -> Run:
    return held_queue.queue.start(ARTICLE, owner, address=address)


def finish(held_queue: HeldQueue, owner: str) -> Run:
    run = held_queue.start(owner=owner)
    held_queue.finish(run)
    return run


def test_whoever_has_many_cookies_has_a_few_places_in_line(held_queue: HeldQueue) -> None:
    runs = [start(held_queue, f"cookie {number}") for number in range(4)]
    with pytest.raises(RunRefused, match="Four runs of your network address"):
        start(held_queue, "cookie 5")
    assert len(held_queue.queue.runs()) == 4
    start(held_queue, "somebody else", "198.51.100.1")
    held_queue.queue.stop(runs[0], "cookie 0")
    start(held_queue, "cookie 5")


def test_an_address_is_forgotten_when_its_run_is_over_and_never_stored(
    held_queue: HeldQueue, tmp_path: Path
) -> None:
    run = start(held_queue, "ada")
    assert run.address == SCHOOL
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert files and not any(SCHOOL.encode() in file.read_bytes() for file in files)
    held_queue.finish(run)
    assert run.address is None


def test_those_who_paused_for_long_do_not_come_back_all_at_once(held_queue: HeldQueue) -> None:
    first = start(held_queue, "cookie 0")
    held_queue.suspend(first)
    for number in range(1, 5):
        start(held_queue, f"cookie {number}")
    with pytest.raises(RunRefused, match="Four runs"):
        held_queue.queue.resume(first, "cookie 0")
    assert first.view().state is State.SUSPENDED and first.channel.paused


def test_a_pin_outlives_the_process(held_queue: HeldQueue, tmp_path: Path) -> None:
    run = held_queue.start(owner="ada")
    with pytest.raises(RunRefused, match="Only the visitor"):
        held_queue.queue.pin(run, "bob", True)
    held_queue.queue.pin(run, "ada", True)
    held_queue.finish(run)
    [kept] = held(tmp_path).queue.runs()
    assert kept.pinned
    held_queue.queue.pin(run, "ada", False)
    assert [run.pinned for run in held(tmp_path).queue.runs()] == [False]


def test_too_many_pins_are_refused_and_change_nothing(held_queue: HeldQueue) -> None:
    runs = [finish(held_queue, "ada") for _ in range(6)]
    for run in runs[:5]:
        held_queue.queue.pin(run, "ada", True)
    with pytest.raises(RunRefused, match="You keep 5 runs already"):
        held_queue.queue.pin(runs[5], "ada", True)
    assert not runs[5].pinned


def test_when_a_run_ends_the_oldest_go_but_not_a_pinned_one(tmp_path: Path) -> None:
    held_queue = held(tmp_path, Settings(kept_runs=2))
    oldest, second, third = (finish(held_queue, "ada") for _ in range(3))
    assert held_queue.queue.runs() == [third, second]
    held_queue.queue.pin(second, "ada", True)
    fourth, fifth = (finish(held_queue, "ada") for _ in range(2))
    assert held_queue.queue.runs() == [fifth, second]
    folders = {folder.name for folder in run_folders(tmp_path / "runs")}
    assert folders == {fifth.id, second.id}
    assert held_queue.queue.get(oldest.id) is held_queue.queue.get(fourth.id) is None


def test_a_server_that_starts_keeps_no_more_than_it_may(tmp_path: Path) -> None:
    held_queue = held(tmp_path)
    runs = [finish(held_queue, "ada") for _ in range(3)]
    for age, run in enumerate(reversed(runs)):
        record = tmp_path / "runs" / run.id / "run.json"
        os.utime(record, (1e9 - age, 1e9 - age))
    megabytes = RunStore(tmp_path / "runs").size(runs[0].id) / 1e6
    kept = held(tmp_path, Settings(kept_megabytes=int(2.5 * megabytes))).queue.runs()
    assert [run.id for run in kept] == [runs[2].id, runs[1].id]


def test_runs_that_cannot_be_read_are_counted(held_queue: HeldQueue, tmp_path: Path) -> None:
    finish(held_queue, "ada")
    broken = tmp_path / "runs" / "broken"
    broken.mkdir()
    (broken / "run.json").write_text(json.dumps({"recipe": 1}))
    again = held(tmp_path).queue
    assert (len(again.runs()), again.unreadable) == (1, 1)


def test_on_a_full_disk_a_run_fails_with_a_sentence_and_leaves_nothing(disk: Disk) -> None:
    held_queue = held(disk.folder)
    finished = finish(held_queue, "ada")
    disk.fill()
    run = held_queue.start(owner="bob")
    assert run.view().state is State.FAILED
    assert "Make room there" in (run.view().error or "") or "too large" in (run.view().error or "")
    disk.free()
    assert [folder.name for folder in run_folders(disk.folder / "runs")] == [finished.id]
    assert held_queue.start(owner="bob").view().state is State.QUEUED


def test_on_a_read_only_disk_only_a_start_fails(tmp_path: Path) -> None:
    with read_only_disk(tmp_path / "disk") as folder:
        held_queue = held(folder)
        assert (held_queue.queue.runs(), held_queue.queue.unreadable) == ([], 0)
        error = held_queue.start(owner="ada").view().error
        assert error is not None and error.startswith(f"Runs cannot be stored in {folder / 'runs'}")


def test_a_record_outlives_a_label_that_cannot_be_written(disk: Disk) -> None:
    held_queue = held(disk.folder)
    run = finish(held_queue, "ada")
    disk.fill()
    with pytest.raises(NotStored, match="disk takes nothing"):
        held_queue.queue.rename(run, "ada", "Another name " + "x" * 20)
    assert run.name.startswith("Another name")
    disk.free()
    [kept] = held(disk.folder).queue.runs()
    assert kept.name == "Article CNN 1"
    assert kept.view().record == pretrained.ARTICLE_CNN.record
