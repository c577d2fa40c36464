import pwd
from pathlib import Path
from typing import NoReturn

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


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who is known by number only, as in some containers."""

    def no_entry(_: int) -> NoReturn:
        raise KeyError("no entry in the list of users")

    for name in ("HOME", "XDG_DATA_HOME", "CNN_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", no_entry)


@pytest.mark.usefixtures("homeless")
def test_without_a_home_folder_a_tilde_is_the_root_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.home() == Path("/.local/share/cnn-lab")
    assert paths.expanded("~/.keras") == Path("/.keras")
    assert paths.expanded("~") == Path("/")
    assert paths.expanded("some/~/where") == Path("some/~/where")
    monkeypatch.setenv("CNN_HOME", "~/lab")
    assert paths.home() == Path("/lab")


def test_the_tilde_of_an_unknown_user_is_left_as_it_is() -> None:
    assert paths.expanded("~nobody-of-that-name/lab") == Path("~nobody-of-that-name/lab")


def test_the_assets_are_found_from_any_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (paths.ASSETS / "garment_generator.npz").is_file()
    assert paths.ASSETS.is_absolute()
