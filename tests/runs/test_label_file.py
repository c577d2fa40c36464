from pathlib import Path

import pytest

from cnn.runs.label_file import read_label, write_label
from cnn.runs.run import RunLabel

LABEL = RunLabel("ada", "Mine", revealed=True, classroom="CFH347", published=True, pinned=True)


def test_a_label_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_label(tmp_path, LABEL)
    assert read_label(tmp_path) == LABEL


def test_an_earlier_version_kept_the_owner_only(tmp_path: Path) -> None:
    (tmp_path / "owner.txt").write_text("bob")
    assert read_label(tmp_path) == RunLabel("bob", "", revealed=False)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"owner": "ada", "added": "later"}'])
def test_a_damaged_label_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "label.json").write_text(text)
    with pytest.raises((ValueError, TypeError)):
        read_label(tmp_path)
