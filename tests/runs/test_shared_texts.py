from pathlib import Path

import pytest

from cnn.errors import ServerBusy
from cnn.runs.exclusion import exclusive
from cnn.runs.shared_texts import SharedTexts


@pytest.fixture
def texts(tmp_path: Path) -> SharedTexts:
    return SharedTexts(tmp_path)


def test_what_others_write_and_delete_is_news_once(texts: SharedTexts, tmp_path: Path) -> None:
    others = SharedTexts(tmp_path)
    others.write("one", "1")
    others.write("two", "2")
    assert texts.news() == {"one": "1", "two": "2"}
    assert texts.news() == {}
    others.write("one", "3")
    others.delete("two")
    assert texts.news() == {"one": "3", "two": None}
    assert texts.news() == {}


def test_what_one_writes_oneself_is_no_news(texts: SharedTexts) -> None:
    texts.write("one", "1")
    assert texts.news() == {}
    texts.delete("one")
    assert texts.news() == {}


def test_a_folder_that_is_away_has_no_news(texts: SharedTexts, tmp_path: Path) -> None:
    texts.write("one", "1")
    away = tmp_path.rename(tmp_path.with_name("away"))
    assert texts.news() == {}
    away.rename(tmp_path)
    assert texts.news() == {}


def test_bytes_that_are_no_text_cost_no_other(texts: SharedTexts, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_bytes(b"\xff")
    (tmp_path / "sound.json").write_text("1")
    assert texts.news() == {"broken": "\N{REPLACEMENT CHARACTER}", "sound": "1"}


def test_a_change_keeps_others_out(texts: SharedTexts, tmp_path: Path) -> None:
    with texts.exclusive(), pytest.raises(ServerBusy), exclusive(tmp_path, patience=0):
        pass
