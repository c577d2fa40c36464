from pathlib import Path

from cnn.preprocessing.picture_folder import find_pictures


def test_pictures_are_found_in_order(tmp_path: Path) -> None:
    for name in ("b.webp", "a/c.HEIC", "a.tif", "a/b.bmp", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = find_pictures(str(tmp_path))
    assert found.pictures == [
        tmp_path / name for name in ("a/b.bmp", "a/c.HEIC", "a.tif", "b.webp")
    ]
    assert found.skipped == 1


def test_a_path_that_is_no_folder_counts_as_a_picture(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path / ("x" * 300), Path("nul\0")):
        found = find_pictures(str(path))
        assert (found.pictures, found.skipped, found.errors) == ([path], 0, ())
