import os
import time
from pathlib import Path

import pytest

from cnn.ui.drawing_store import EXPIRY, Drawing, DrawingStore

SMALL = Drawing("[1]", b"png")
OTHER = Drawing("[2]", b"png")


def test_each_visitor_gets_their_own_last_drawing(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path)
    store.put("one", OTHER)
    store.put("one", SMALL)
    store.put("two", OTHER)
    assert store.get("one") == SMALL
    assert store.get("two") == OTHER
    assert store.get("three") is None


def test_a_cleared_drawing_is_forgotten(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path)
    store.put("one", SMALL)
    store.put("one", None)
    assert store.get("one") is None


def test_of_too_many_drawings_the_ones_not_used_for_longest_go(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path, max_drawings=2)
    store.put("one", SMALL)
    store.put("two", SMALL)
    store.get("one")
    store.put("three", SMALL)
    assert [store.get(visitor) for visitor in ("one", "two", "three")] == [SMALL, None, SMALL]


def test_drawings_take_at_most_the_maximum_number_of_bytes(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path, max_bytes=2 * SMALL.size)
    for visitor in ("one", "two", "three"):
        store.put(visitor, SMALL)
    assert [store.get(visitor) for visitor in ("one", "two", "three")] == [None, SMALL, SMALL]


def test_a_huge_drawing_displaces_only_the_last_one_of_its_visitor(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path, max_bytes_each=SMALL.size)
    store.put("one", SMALL)
    store.put("two", SMALL)
    store.put("two", Drawing("[1]", bytes(100)))
    assert store.get("one") == SMALL
    assert store.get("two") is None


def test_the_next_store_begins_with_the_drawings_of_the_last(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path)
    store.put("one", SMALL)
    store.put("two", SMALL)
    store.put("two", None)
    store = DrawingStore(tmp_path)
    assert store.get("one") == SMALL
    assert store.get("two") is None


def test_what_a_full_store_drops_is_not_on_the_disk_either(tmp_path: Path) -> None:
    store = DrawingStore(tmp_path, max_drawings=1)
    store.put("one", SMALL)
    store.put("two", SMALL)
    assert [file.name for file in tmp_path.iterdir()] == ["two.json"]


def test_an_old_drawing_is_deleted(tmp_path: Path) -> None:
    DrawingStore(tmp_path).put("one", SMALL)
    then = time.time() - EXPIRY - 1
    os.utime(tmp_path / "one.json", (then, then))
    assert DrawingStore(tmp_path).get("one") is None
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"objects": "[", "png": ""}', "\\xff"])
def test_a_damaged_file_is_no_drawing(tmp_path: Path, text: str) -> None:
    (tmp_path / "one.json").write_text(text)
    assert DrawingStore(tmp_path).get("one") is None


def test_a_visitor_has_the_same_drawing_on_every_server(tmp_path: Path) -> None:
    here, there = DrawingStore(tmp_path), DrawingStore(tmp_path)
    here.put("one", SMALL)
    assert there.get("one") == SMALL
    there.put("one", OTHER)
    assert here.get("one") == OTHER
    here.put("one", None)
    assert there.get("one") is None


def test_a_server_that_drops_a_drawing_leaves_a_newer_one_of_another_server(
    tmp_path: Path,
) -> None:
    here, there = DrawingStore(tmp_path, max_drawings=1), DrawingStore(tmp_path)
    here.put("one", SMALL)
    there.put("one", OTHER)
    here.put("two", SMALL)
    assert there.get("one") == OTHER
    here.put("three", SMALL)
    assert there.get("two") is None


def test_without_a_folder_drawings_are_kept_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = DrawingStore(tmp_path / "file")
    store.put("one", SMALL)
    assert store.get("one") == SMALL
