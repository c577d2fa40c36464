from pathlib import Path

import platformdirs
import pytest

from cnn import paths


def test_the_home_is_the_folder_in_cnn_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNN_HOME", str(tmp_path / "lab"))
    assert paths.home() == tmp_path / "lab"


def test_a_tilde_in_cnn_home_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNN_HOME", "~/lab")
    assert paths.home() == Path.home() / "lab"


@pytest.mark.parametrize("value", [None, ""])
def test_the_home_is_in_the_users_data_directory_by_default(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if value is None:
        monkeypatch.delenv("CNN_HOME")
    else:
        monkeypatch.setenv("CNN_HOME", value)
    assert paths.home() == platformdirs.user_data_path("cnn-lab")


def test_the_assets_are_found_from_any_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (paths.ASSETS / "garment_generator.npz").is_file()
    assert paths.ASSETS.is_absolute()
